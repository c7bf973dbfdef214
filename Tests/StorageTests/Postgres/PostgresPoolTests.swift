import Storage
import TestKit
import Testing

@Suite struct `The pool of connections` {
    private let ledger: PostgresLedger

    init() async throws {
        ledger = try await PostgresLedger()
    }

    /// Holds a connection until the gate's second signal.
    private static func hold(_ database: PostgresDatabase, _ gate: Gate) async throws {
        try await database.transaction { transaction in
            _ = try transaction.rows(PostgresLedger.count)
            gate.open(0)
            gate.wait(1)
        }
    }

    @Test func `makes who finds none wait for so long and no longer`() async throws {
        let database = try await ledger.open {
            $0.connections = 1
            $0.acquisitionTimeout = .milliseconds(50)
        }
        let gate = Gate()
        async let holding: Void = Self.hold(database, gate)
        await gate.waited(0)
        let start = ContinuousClock.now
        let error = await #expect(throws: DatabaseError.self) { try await PostgresLedger.names(in: database) }
        #expect(error?.code == .overloaded)
        #expect(ContinuousClock.now - start >= .milliseconds(50))
        gate.open(1)
        try await holding
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `lets only so many wait`() async throws {
        let database = try await ledger.open {
            $0.connections = 1
            $0.waitersMax = 0
            $0.acquisitionTimeout = .seconds(60)
        }
        let gate = Gate()
        async let holding: Void = Self.hold(database, gate)
        await gate.waited(0)
        let error = await #expect(throws: DatabaseError.self) { try await PostgresLedger.names(in: database) }
        #expect(error?.code == .overloaded)
        #expect(error?.message.contains("too many wait") == true)
        gate.open(1)
        try await holding
    }

    @Test func `serves more callers than it has connections, each whole`() async throws {
        let database = try await ledger.open {
            $0.connections = 3
            $0.acquisitionTimeout = .seconds(600)
        }
        try await withThrowingTaskGroup { group in
            for index in 1...100 {
                group.addTask {
                    try await database.transaction { transaction in
                        transaction.write(PostgresLedger.add, .integer(index), .text("\(index)"), 0)
                        _ = try transaction.rows(PostgresLedger.count)
                    }
                }
            }
            try await group.waitForAll()
        }
        let rows = try await database.read { transaction in
            try transaction.rows(
                postgres(
                    """
                    select (select count(*) from entry) as entries,
                        (select count(*) from pg_stat_activity where datname = current_database()
                            and application_name = 'genkan') as sessions
                    """))
        }
        #expect(try rows[0].integer("entries") == 100)
        #expect(try rows[0].integer("sessions") <= 3)
    }

    @Test func `lets a cancelled caller go, and gives its place to nobody`() async throws {
        let database = try await ledger.open {
            $0.connections = 1
            $0.acquisitionTimeout = .seconds(60)
        }
        let gate = Gate()
        async let holding: Void = Self.hold(database, gate)
        await gate.waited(0)
        await withThrowingTaskGroup { group in
            group.addTask { _ = try await PostgresLedger.names(in: database) }
            await Task.yield()
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        gate.open(1)
        try await holding
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `closes after what is under way, and refuses everybody else`() async throws {
        let database = try await ledger.open { $0.connections = 1 }
        let gate = Gate()
        async let holding: Void = database.transaction { transaction in
            transaction.write(PostgresLedger.add, 1, "under way", 0)
            try transaction.flush()
            gate.open(0)
            gate.wait(1)
        }
        await gate.waited(0)
        async let waiting = PostgresLedger.names(in: database)
        async let closing: Void = database.close()
        do {
            Issue.record("who waits was served: \(try await waiting)")
        } catch let error as DatabaseError {
            #expect(error.code == .closed)
        }
        gate.open(1)
        try await holding
        try await closing
        await #expect(throws: DatabaseError(.closed, message: "the database was closed")) {
            try await database.transaction { _ in }
        }
        let other = try await ledger.open()
        #expect(try await PostgresLedger.names(in: other) == ["under way"])
    }
}
