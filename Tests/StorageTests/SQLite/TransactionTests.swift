import Storage
import TestKit
import Testing

@Suite struct `A transaction happens whole or not at all` {
    private struct Refused: Error {}
    private let folder: TemporaryFolder
    private let database: SQLiteDatabase

    init() async throws {
        folder = try TemporaryFolder()
        database = try await Ledger.open(in: folder)
    }

    @Test func `the writer waits for the disk at every commit`() async throws {
        // 2 is FULL; a pool sets its writer to NORMAL (1) by itself
        let answers = try await database.transaction { transaction in
            [
                try transaction.rows(sqlite("pragma synchronous"))[0].value(0),
                try transaction.rows(sqlite("pragma journal_mode"))[0].value(0),
                try transaction.rows(sqlite("pragma foreign_keys"))[0].value(0),
                try transaction.rows(sqlite("pragma busy_timeout"))[0].value(0),
                // 2 is MEMORY: a savepoint asks for no 64 KiB at once
                try transaction.rows(sqlite("pragma temp_store"))[0].value(0),
            ]
        }
        #expect(answers == [2, "wal", 1, 5000, 2])
    }

    @Test func `what a body throws takes everything back`() async throws {
        await #expect(throws: Refused.self) {
            try await database.transaction { transaction in
                transaction.write(Ledger.add, 1, "first", 0)
                _ = try transaction.changed(Ledger.add, 2, "second", 0)
                throw Refused()
            }
        }
        #expect(try await Ledger.names(in: database) == [])
        // and the next one works
        try await database.transaction { $0.write(Ledger.add, 1, "third", 0) }
        #expect(try await Ledger.names(in: database) == ["third"])
    }

    @Test func `reading sees what was queued before`() async throws {
        let names = try await database.transaction { transaction in
            transaction.write(Ledger.add, 1, "first", 0)
            return try transaction.rows(Ledger.names).map { try $0.text(0) }
        }
        #expect(names == ["first"])
    }

    @Test func `changed counts the rows`() async throws {
        let counts = try await database.transaction { transaction in
            transaction.write(Ledger.add, 1, "first", 0)
            transaction.write(Ledger.add, 2, "second", 0)
            return [
                try transaction.changed(Statement("entry.raise", "update entry set amount = amount + $1"), 5),
                try transaction.changed(Statement("entry.drop", "delete from entry where id = $1"), 9),
            ]
        }
        #expect(counts == [2, 0])
    }

    @Test func `a queued write that fails is named by the commit, and nothing is written`() async throws {
        let error = try #require(
            await #expect(throws: DatabaseError.self) {
                try await database.transaction { transaction in
                    transaction.write(Ledger.add, 1, "first", 0)
                    transaction.write(Ledger.add, 2, "first", 0)
                }
            }
        )
        #expect(error.code == .constraint(.unique, name: "entry.name"))
        #expect(error.statement == "entry.add")
        #expect(!error.message.contains("first"))
        #expect(!error.transactionEnded)
        #expect(try await Ledger.names(in: database) == [])
    }

    @Test func `a failure that the body swallows still cannot commit`() async throws {
        await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction in
                transaction.write(Ledger.add, 1, "first", 0)
                _ = try? transaction.changed(Ledger.add, 2, "first", 0)
                transaction.write(Ledger.add, 3, "third", 0)
            }
        }
        #expect(try await Ledger.names(in: database) == [])
    }

    @Test(arguments: [
        ("insert into entry values (1, 'b', 0)", DatabaseError.Code.constraint(.unique, name: "entry.id")),
        ("insert into entry values (2, 'b', -1)", .constraint(.check, name: "amount_is_not_negative")),
        ("insert into entry values (2, null, 0)", .constraint(.notNull, name: "entry.name")),
        ("insert into entry values (2, 'b', 'x')", .constraint(.type, name: "")),
        ("insert into note values (9, null)", .constraint(.foreignKey, name: "")),
        ("delete from note", .constraint(.trigger, name: "note_is_kept")),
        ("selec 1", .other),
        ("select ?1", .other),
    ])
    func `each refusal says which rule refused`(sql: String, code: DatabaseError.Code) async throws {
        try await database.transaction { transaction in
            transaction.write(Ledger.add, 1, "a", 0)
            transaction.write(sqlite("insert into note values (1, null)"))
            transaction.write(
                sqlite("create trigger keep before delete on note begin select raise(abort, 'note_is_kept'); end")
            )
        }
        let error = try #require(
            await #expect(throws: DatabaseError.self) {
                try await database.transaction { $0.write(sqlite(sql)) }
            }
        )
        #expect(error.code == code)
        #expect(error.statement == "test.statement")
    }

    @Test func `a reader sees the snapshot of its beginning`() async throws {
        try await database.transaction { $0.write(Ledger.add, 1, "before", 0) }
        let writer = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        let gate = Gate()
        async let counts = database.read { transaction in
            let first = try transaction.rows(Ledger.count)[0].integer(0)
            gate.open(0)
            gate.wait(1)
            return [first, try transaction.rows(Ledger.count)[0].integer(0)]
        }
        await gate.waited(0)
        try await writer.transaction { $0.write(Ledger.add, 2, "meanwhile", 0) }
        gate.open(1)
        #expect(try await counts == [1, 1])
        #expect(try await Ledger.names(in: database) == ["before", "meanwhile"])
    }

    @Test func `a reader cannot write`() async throws {
        let error = try #require(
            await #expect(throws: DatabaseError.self) {
                try await database.read { $0.write(Ledger.add, 1, "first", 0) }
            }
        )
        #expect(error.code == .readOnly)
        #expect(error.statement == "entry.add")
        #expect(try await Ledger.names(in: database) == [])
    }

    @Test func `many writers at once lose nothing`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask { [database] in
                    for turn in 0..<50 {
                        let id = task * 50 + turn
                        try await database.transaction { transaction in
                            // read, then write: a lost update would repeat an amount
                            let count = try transaction.rows(Ledger.count)[0].integer(0)
                            transaction.write(Ledger.add, .integer(id), .text("entry \(id)"), .integer(count))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let amounts = try await database.read { transaction in
            try transaction.rows(sqlite("select amount from entry order by amount")).map { try $0.integer(0) }
        }
        #expect(amounts == Array(0..<800))
    }

    @Test func `a cancelled task's transaction still commits`() async throws {
        let task = Task { [database] in
            withUnsafeCurrentTask { $0?.cancel() }
            try await database.transaction { $0.write(Ledger.add, 1, "first", 0) }
        }
        try await task.value
        #expect(try await Ledger.names(in: database) == ["first"])
    }

    @Test func `a closed store says so`() async throws {
        try await database.close()
        try await database.close()
        let write = await #expect(throws: DatabaseError.self) { try await database.transaction { try $0.flush() } }
        let read = await #expect(throws: DatabaseError.self) { try await database.read { try $0.flush() } }
        #expect(write?.code == .closed)
        #expect(read?.code == .closed)
    }
}
