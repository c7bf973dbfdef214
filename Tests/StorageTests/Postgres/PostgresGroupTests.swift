import Storage
import TestKit
import Testing

@Suite struct `A group on PostgreSQL` {
    private struct Refused: Error {}
    private typealias Body = @Sendable (borrowing Transaction) throws -> Int64
    private let ledger: PostgresLedger
    private let database: PostgresDatabase

    init() async throws {
        ledger = try await PostgresLedger()
        // a test waits for a lock until somebody has seen it wait, however slow the machine
        database = try await ledger.open {
            $0.lockTimeout = .seconds(120)
            $0.statementTimeout = .seconds(120)
        }
    }

    private func add(_ id: Int64, amount: Int64 = 0) -> Body {
        { transaction in
            transaction.write(PostgresLedger.add, .integer(id), .text("\(id)"), .integer(amount))
            return id
        }
    }

    @Test func `commits what its bodies queued, and answers each`() async throws {
        let results = try await database.group(readingAhead: [], [add(3), add(1), add(2)])
        #expect(try results.map { try $0.get() } == [3, 1, 2])
        #expect(try await PostgresLedger.names(in: database) == ["1", "2", "3"])
    }

    @Test func `loses only what a body that throws has queued`() async throws {
        let refusing: Body = { transaction in
            transaction.write(PostgresLedger.add, 9, "refused", 0)
            throw Refused()
        }
        let results = try await database.group(readingAhead: [], [add(1), refusing, add(2)])
        #expect(throws: Refused.self) { try results[1].get() }
        #expect(try results[2].get() == 2)
        #expect(try await PostgresLedger.names(in: database) == ["1", "2"])
    }

    @Test func `takes back a savepoint's queue, and keeps the body's`() async throws {
        let body: Body = { transaction in
            transaction.write(PostgresLedger.add, 1, "before", 0)
            try? transaction.savepoint {
                transaction.write(PostgresLedger.add, 2, "outer", 0)
                try? transaction.savepoint {
                    transaction.write(PostgresLedger.add, 3, "inner", 0)
                    throw Refused()
                }
                transaction.write(PostgresLedger.add, 4, "outer again", 0)
            }
            try? transaction.savepoint {
                transaction.write(PostgresLedger.add, 5, "taken back", 0)
                throw Refused()
            }
            return 0
        }
        _ = try await database.group(readingAhead: [], [body])
        #expect(try await PostgresLedger.names(in: database) == ["before", "outer", "outer again"])
    }

    @Test func `is whole: one failing write takes everybody's back`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.group(readingAhead: [], [add(1), add(2, amount: -1), add(3)])
        }
        #expect(error?.code == .constraint(.check, name: "amount_is_not_negative"))
        #expect(error?.statement == "entry.add")
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `is whole: a read that fails ends it, also when the body swallows that`() async throws {
        let body: Body = { transaction in
            _ = try? transaction.rows(postgres("select 1 / (count(*)) from entry"))
            return 0
        }
        let error = await #expect(throws: DatabaseError.self) {
            try await database.group(readingAhead: [], [add(1), body, add(2)])
        }
        #expect(error?.sqlState == "22012")
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `a lost row ends it before the commit`() async throws {
        let move = postgres(
            """
            with moved as (update entry set amount = amount + 1 where id = $1 and amount = $2 returning 1)
            select must_be(count(*), 1) from moved
            """,
            many: """
                with moved as (
                    update entry set amount = entry.amount + 1
                    from (select * from unnest($1::bigint[], $2::bigint[])) as asked(id, amount)
                    where entry.id = asked.id and entry.amount = asked.amount returning 1
                )
                select must_be(count(*), cardinality($1)) from moved
                """,
            changes: .exactlyOne,
        )
        _ = try await database.group(readingAhead: [], [add(1), add(2)])
        let moving: [Body] = [1, 2].map { id in
            { transaction in
                transaction.write(move, .integer(Int64(id)), 0)
                return 0
            }
        }
        _ = try await database.group(readingAhead: [], moving)
        let error = await #expect(throws: DatabaseError.self) {
            try await database.group(readingAhead: [], moving + [add(3)])
        }
        #expect(error?.code == .lostRow)
        #expect(try await PostgresLedger.names(in: database) == ["1", "2"])
    }

    @Test func `a body reads what was asked ahead, and beside it the store without the group's writes`() async throws {
        _ = try await database.group(readingAhead: [], [add(1), add(2)])
        let reads = [Read(PostgresLedger.find, 2), Read(PostgresLedger.find, 7), Read(PostgresLedger.count)]
        let body: Body = { transaction in
            transaction.write(PostgresLedger.add, 7, "7", 0)
            #expect(try transaction.rows(PostgresLedger.find, 2)[0].text("name") == "2")
            #expect(try transaction.rows(PostgresLedger.find, 7).isEmpty)
            #expect(try transaction.rows(PostgresLedger.find, 1)[0].text("name") == "1")
            return try transaction.rows(PostgresLedger.count)[0].integer(0)
        }
        let results = try await database.group(readingAhead: reads, [add(8), body])
        #expect(try results[1].get() == 2)
        #expect(try await PostgresLedger.names(in: database) == ["1", "2", "7", "8"])
    }

    @Test func `refuses what needs an answer to a write`() async throws {
        let changing: Body = { Int64(try $0.changed(PostgresLedger.add, 1, "a", 0)) }
        let results = try await database.group(readingAhead: [], [changing, add(2)])
        let error = #expect(throws: DatabaseError.self) { try results[0].get() }
        #expect(error?.message.contains("give it a transaction of its own") == true)
        #expect(try await PostgresLedger.names(in: database) == ["2"])
    }

    @Test func `an answer read ahead by a transaction is good until it writes`() async throws {
        _ = try await database.group(readingAhead: [], [add(1)])
        let counts = try await database.transaction(readingAhead: [Read(PostgresLedger.count)]) { transaction in
            let before = try transaction.rows(PostgresLedger.count)[0].integer(0)
            transaction.write(PostgresLedger.add, 2, "2", 0)
            return (before, try transaction.rows(PostgresLedger.count)[0].integer(0))
        }
        #expect(counts == (1, 2))
    }

    @Test func `what is read behind a lock sees what the lock waited for`() async throws {
        _ = try await database.group(readingAhead: [], [add(1)])
        let lock = postgres(
            "select id from entry where id = $1 for no key update",
            many: """
                select number, id from entry join unnest($1::bigint[]) with ordinality as asked(asked_id, number)
                on asked_id = id order by id for no key update of entry
                """,
        )
        let gate = Gate()
        async let other: Void = database.transaction { transaction in
            _ = try transaction.rows(lock, 1)
            gate.open(0)
            gate.wait(1)
            transaction.write(PostgresLedger.add, 2, "meanwhile", 0)
        }
        await gate.waited(0)
        let waiting = postgres("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        async let found = database.transaction(readingAhead: [
            Read(lock, 1), Read(PostgresLedger.find, 2), Read(lock, 2),
        ]) { transaction in
            try transaction.rows(PostgresLedger.find, 2).map { try $0.text("name") }
        }
        while try await database.read({ try $0.rows(waiting)[0].integer(0) }) == 0 { await Task.yield() }
        gate.open(1)
        try await other
        #expect(try await found == ["meanwhile"])
    }
}
