import Storage
import TestKit
import Testing

@Suite struct `What runs for too long on PostgreSQL` {
    private static let sleep = postgres("select 1 from pg_sleep(60)")
    private let ledger: PostgresLedger

    init() async throws {
        ledger = try await PostgresLedger()
    }

    @Test func `a cancelled read stops at once, and its connection serves the next`() async throws {
        let database = try await ledger.open { $0.connections = 1 }
        let gate = Gate()
        await withThrowingTaskGroup { group in
            group.addTask {
                _ = try await database.read { transaction in
                    _ = try transaction.rows(PostgresLedger.count)
                    gate.open(0)
                    return try transaction.rows(Self.sleep).count
                }
            }
            await gate.waited(0)
            let start = ContinuousClock.now
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
            #expect(ContinuousClock.now - start < .seconds(30))  // half of the statement's own time
        }
        for _ in 0..<20 {
            #expect(try await PostgresLedger.names(in: database) == [])
        }
    }

    @Test func `a cancelled transaction commits all the same`() async throws {
        let database = try await ledger.open()
        let gate = Gate()
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await database.transaction { transaction in
                    _ = try transaction.changed(PostgresLedger.add, 1, "begun", 0)
                    gate.open(0)
                    gate.wait(1)
                }
            }
            await gate.waited(0)
            group.cancelAll()
            gate.open(1)
            try await group.waitForAll()
        }
        #expect(try await PostgresLedger.names(in: database) == ["begun"])
    }

    @Test func `a statement beyond its time is stopped and named`() async throws {
        let database = try await ledger.open { $0.statementTimeout = .milliseconds(50) }
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction in
                transaction.write(PostgresLedger.add, 1, "lost", 0)
                _ = try transaction.rows(Self.sleep)
            }
        }
        #expect(error?.code == .timedOut)
        #expect(error?.sqlState == "57014")
        #expect(error?.statement == "test.statement")
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `a lock that is not to be had is told from a deadlock`() async throws {
        let database = try await ledger.open { $0.lockTimeout = .milliseconds(50) }
        try await database.transaction { $0.write(PostgresLedger.add, 1, "a", 0) }
        let take = postgres("select id from entry where id = 1 for no key update")
        let gate = Gate()
        async let holding: Void = database.transaction { transaction in
            _ = try transaction.rows(take)
            gate.open(0)
            gate.wait(1)
        }
        await gate.waited(0)
        let error = await #expect(throws: DatabaseError.self) {
            _ = try await database.transaction { try $0.rows(take) }
        }
        gate.open(1)
        try await holding
        #expect(error?.code == .busy)
        #expect(error?.sqlState == "55P03")
    }
}
