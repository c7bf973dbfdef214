import Storage
import TestKit
import Testing

@Suite struct `A transaction remembers what it read until it writes there` {
    private struct Refused: Error {}
    private let folder: TemporaryFolder
    private let database: SQLiteDatabase

    init() async throws {
        folder = try TemporaryFolder()
        database = try await Ledger.open(in: folder)
    }

    /// How many entries there are, and how often that was asked.
    private final class Count {
        private(set) var asked = 0

        func value(in tx: borrowing Transaction) throws -> Int64? {
            try tx.remembering("entry.count") {
                asked += 1
                return try tx.rows(Ledger.count).first?.integer(0)
            }
        }
    }

    @Test func `a question is asked once, and again after a write of either kind`() async throws {
        try await database.transaction { tx in
            let count = Count()
            let first = try count.value(in: tx)
            #expect(first == 0)
            let second = try count.value(in: tx)
            #expect(second == 0)
            #expect(count.asked == 1)
            tx.write(Ledger.add, 1, "one", 0)
            let third = try count.value(in: tx)
            #expect(third == 1)
            _ = try tx.changed(Ledger.add, 2, "two", 0)
            let fourth = try count.value(in: tx)
            #expect(fourth == 2)
            #expect(count.asked == 3)
        }
    }

    @Test func `a write to another table takes nothing from what is known`() async throws {
        try await database.transaction { tx in
            let count = Count()
            tx.write(Ledger.add, 1, "one", 0)
            let first = try count.value(in: tx)
            #expect(first == 1)
            tx.write(Statement("note.add", "insert into note (entry_id, body) values (1, null)"))
            let second = try count.value(in: tx)
            #expect(second == 1)
            #expect(count.asked == 1)
            tx.write(Statement("note.clear", "delete from note"))
        }
    }

    @Test func `what was read of a write that is taken back is forgotten`() async throws {
        try await database.transaction { tx in
            let count = Count()
            #expect(throws: Refused.self) {
                try tx.savepoint {
                    tx.write(Ledger.add, 1, "one", 0)
                    let first = try count.value(in: tx)
                    #expect(first == 1)
                    throw Refused()
                }
            }
            let second = try count.value(in: tx)
            #expect(second == 0)
        }
    }

    @Test func `an absent answer is remembered too`() async throws {
        try await database.transaction { tx in
            var asked = 0
            for _ in 0..<2 {
                let name: String? = try tx.remembering("entry.first") {
                    asked += 1
                    return try tx.rows(Ledger.names).first?.text(0)
                }
                #expect(name == nil)
            }
            #expect(asked == 1)
        }
    }
}
