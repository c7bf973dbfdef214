import Storage
import TestKit
import Testing

@Suite struct `C-15 R-22 a full disk` {
    private static let large = SQLValue.bytes([UInt8](repeating: 7, count: 200_000))
    private static let addNote = Statement("note.add", "insert into note (entry_id, body) values ($1, $2)")
    private let folder: TemporaryFolder
    private let database: SQLiteDatabase

    init() async throws {
        folder = try TemporaryFolder()
        database = try await Ledger.open(in: folder)
        try await database.transaction { $0.write(Ledger.add, 1, "before", 0) }
        try await limit(pages: 20)
    }

    private func limit(pages: Int) async throws {
        _ = try await database.transaction { try $0.rows(sqlite("pragma max_page_count = \(pages)")).count }
    }

    @Test func `ends the transaction of all neighbours, and writing resumes once there is room`() async throws {
        let (errors, thrown) = try await run()
        // the third finds the disk full; those after it hear that nothing is left, and the commit throws
        #expect(errors.map { $0?.code } == [nil, nil, .full, .full, .full])
        #expect(errors.compactMap { $0?.transactionEnded } == [true, true, true])
        #expect(errors[2]?.statement == "note.add")
        #expect(thrown?.code == .full)
        #expect(thrown?.transactionEnded == true)
        #expect(try await Ledger.names(in: database) == ["before"])

        try await limit(pages: 10_000)
        let (after, thrownAfter) = try await run()
        #expect(after == [nil, nil, nil, nil, nil])
        #expect(thrownAfter == nil)
        #expect(try await Ledger.names(in: database) == ["before", "10", "11", "12", "13", "14"])
    }

    @Test func `in a write that the body swallows nothing is written on its own`() async throws {
        let thrown = await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction in
                transaction.write(Ledger.add, 2, "with it", 0)
                _ = try? transaction.changed(Self.addNote, 1, .bytes([UInt8](repeating: 1, count: 400_000)))
                transaction.write(Ledger.add, 3, "after it", 0)
            }
        }
        #expect(thrown?.code == .full)
        #expect(try await Ledger.names(in: database) == ["before"])
    }

    /// Five commands in a group, a savepoint each; the third is too large for the limit.
    private func run() async throws -> (errors: [DatabaseError?], thrown: DatabaseError?) {
        let heard = Heard()
        do {
            try await database.transaction { transaction in
                for index in 0..<5 {
                    heard.append(Self.command(index, transaction))
                }
            }
            return (heard.errors, nil)
        } catch let error as DatabaseError {
            return (heard.errors, error)
        }
    }

    private static func command(_ index: Int, _ transaction: borrowing Transaction) -> DatabaseError? {
        do {
            try transaction.savepoint {
                transaction.write(Ledger.add, .integer(index + 10), .text("\(index + 10)"), 0)
                if index == 2 { transaction.write(addNote, .integer(index + 10), large) }
            }
            return nil
        } catch {
            return error as? DatabaseError
        }
    }
}
