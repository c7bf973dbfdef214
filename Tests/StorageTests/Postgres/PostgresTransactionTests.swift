import Storage
import TestKit
import Testing

@Suite struct `A transaction on PostgreSQL` {
    private struct Refused: Error {}
    private let ledger: PostgresLedger
    private let database: PostgresDatabase

    init() async throws {
        ledger = try await PostgresLedger()
        database = try await ledger.open()
    }

    @Test func `commits what was queued, read and changed`() async throws {
        let found = try await database.transaction { transaction in
            transaction.write(PostgresLedger.add, 1, "山田 太郎", 5)
            let rows = try transaction.rows(PostgresLedger.find, 1)
            transaction.write(PostgresLedger.add, 2, "b", 0)
            let changed = try transaction.changed(postgres("update entry set amount = amount + $1"), 1)
            return (try rows[0].text("name"), changed)
        }
        #expect(found == ("山田 太郎", 2))
        #expect(try await PostgresLedger.names(in: database) == ["山田 太郎", "b"])
    }

    @Test func `takes back what a body that throws has done`() async throws {
        await #expect(throws: Refused.self) {
            try await database.transaction { transaction in
                _ = try transaction.changed(PostgresLedger.add, 1, "a", 0)
                transaction.write(PostgresLedger.add, 2, "b", 0)
                throw Refused()
            }
        }
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `does not talk to the server for a body that asks nothing`() async throws {
        #expect(try await database.transaction { _ in 7 } == 7)
    }

    @Test(arguments: [
        (
            "insert into entry values (1, 'b', 0)", DatabaseError.Code.constraint(.unique, name: "entry_pkey"), "23505"
        ),
        ("insert into entry values (2, 'a', 0)", .constraint(.unique, name: "entry_name"), "23505"),
        ("insert into entry values (2, 'b', -1)", .constraint(.check, name: "amount_is_not_negative"), "23514"),
        ("insert into entry values (2, null, 0)", .constraint(.notNull, name: "name"), "23502"),
        ("insert into note values (2, null)", .constraint(.foreignKey, name: "note_entry_id_fkey"), "23503"),
        ("insert into nowhere values (1)", .cannotOpen, "42P01"),
        ("insert into entry values (must_be(0, 1), 'x', 0)", .lostRow, "GK001"),
        ("select 1 / (amount - 7) from entry", .other, "22012"),
    ])
    func `each refusal says which rule refused, and the commit repeats it`(
        sql: String, code: DatabaseError.Code, state: String
    ) async throws {
        let statement = Statement("test.refused", sqlite: sql, postgres: sql)
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction in
                transaction.write(PostgresLedger.add, 1, "a", 7)
                transaction.write(statement)
                transaction.write(PostgresLedger.add, 9, "after", 0)
                // what comes after it hears the same
                #expect(throws: DatabaseError.self) { try transaction.flush() }
                #expect(throws: DatabaseError.self) { try transaction.rows(PostgresLedger.count) }
            }
        }
        #expect(error?.code == code)
        #expect(error?.sqlState == state)
        #expect(error?.statement == "test.refused")
        #expect(error?.transactionEnded == false)
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `names the first of two that fail, in the order in which they were queued`() async throws {
        for _ in 1...2 {  // the second time everything is prepared
            let error = await #expect(throws: DatabaseError.self) {
                try await database.transaction { transaction in
                    transaction.write(PostgresLedger.add, 1, "negative", -1)
                    transaction.write(PostgresLedger.find, "text for an integer")
                }
            }
            #expect(error?.statement == "entry.add")
            #expect(error?.code == .constraint(.check, name: "amount_is_not_negative"))
        }
    }

    @Test func `numbers parameters by their number`() async throws {
        let row = try await database.read {
            try $0.rows(Statement("test.order", "select $2::bigint, $1::bigint"), 10, 20)[0]
        }
        #expect(try (row.integer(0), row.integer(1)) == (20, 10))
    }

    @Test func `a statement may need what the one queued before it creates`() async throws {
        let count = try await database.transaction { transaction in
            transaction.write(postgres("create table made (x bigint)"))
            transaction.write(postgres("insert into made values ($1)"), 7)
            return try transaction.rows(postgres("select x from made"))[0].integer(0)
        }
        #expect(count == 7)
    }

    @Test func `a deferred rule that fails at the commit ends the transaction`() async throws {
        try await database.transaction { transaction in
            transaction.write(
                postgres(
                    """
                    alter table note alter constraint note_entry_id_fkey deferrable initially deferred
                    """))
        }
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { $0.write(postgres("insert into note values (77, null)")) }
        }
        #expect(error?.code == .constraint(.foreignKey, name: "note_entry_id_fkey"))
        #expect(error?.statement == "commit")
        #expect(error?.transactionEnded == true)
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `a read sees one snapshot and cannot write`() async throws {
        let other = try await ledger.open()
        let gate = Gate()
        async let counts = database.read { transaction in
            let first = try transaction.rows(PostgresLedger.count)[0].integer(0)
            gate.open(0)
            gate.wait(1)
            return (first, try transaction.rows(PostgresLedger.count)[0].integer(0))
        }
        await gate.waited(0)
        try await other.transaction { $0.write(PostgresLedger.add, 1, "a", 0) }
        gate.open(1)
        #expect(try await counts == (0, 0))
        let error = await #expect(throws: DatabaseError.self) {
            try await database.read { $0.write(PostgresLedger.add, 2, "b", 0) }
        }
        #expect(error?.code == .readOnly)
        #expect(error?.statement == "entry.add")
    }

    @Test func `the wrong number of values is told by numbers only`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { $0.write(PostgresLedger.add, 1, "secret") }
        }
        #expect(error?.description == "entry.add: the statement takes 3 values and was given 2")
    }
}
