import Storage
import TestKit
import Testing

@Suite struct `A PostgreSQL that goes away` {
    private let server: PostgresServer
    private let ledger: PostgresLedger
    private let database: PostgresDatabase

    init() async throws {
        server = try PostgresServer()
        ledger = try await PostgresLedger(on: server)
        database = try await ledger.open()
    }

    @Test func `killed within a transaction takes it back, and is found again when it is there again`() async throws {
        try await database.transaction { $0.write(PostgresLedger.add, 1, "kept", 0) }
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction in
                _ = try transaction.changed(PostgresLedger.add, 2, "lost", 0)
                try server.stop(.immediate)
                transaction.write(PostgresLedger.add, 3, "never sent", 0)
                try transaction.flush()
            }
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.transactionEnded == true)
        let away = await #expect(throws: DatabaseError.self) { try await PostgresLedger.names(in: database) }
        #expect(away?.code == .connectionLost)
        #expect(away?.message.contains("start the server") == true)
        try server.start()
        #expect(try await PostgresLedger.names(in: database) == ["kept"])
    }

    @Test func `restarted while connections were idle is not noticed`() async throws {
        #expect(try await PostgresLedger.names(in: database) == [])
        try server.stop(.fast)
        try server.start()
        try await database.transaction { $0.write(PostgresLedger.add, 1, "a", 0) }
        #expect(try await PostgresLedger.names(in: database) == ["a"])
    }

    @Test func `ending a session within a statement is told as a lost connection`() async throws {
        let gate = Gate()
        async let sleeping: Int = database.transaction { transaction in
            let own = try transaction.rows(postgres("select pg_backend_pid()"))[0].integer(0)
            #expect(own > 0)
            gate.open(0)
            return try transaction.rows(postgres("select 1 from pg_sleep(60)")).count
        }
        await gate.waited(0)
        let end = postgres(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where pid <> pg_backend_pid() and application_name = 'genkan' and query like '%pg_sleep%'
            """)
        while try await database.read({ try $0.rows(end).isEmpty }) { await Task.yield() }
        do {
            Issue.record("it slept \(try await sleeping) times")
        } catch let error as DatabaseError {
            #expect(error.code == .connectionLost)
            #expect(error.sqlState == "57P01")
        }
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test(arguments: ["commit", "statement"])
    func `C68 the outcome is unknown only where the commit was sent`(place: String) async throws {
        // the deferred trigger runs within the commit, the plain one within the insert
        let timing = place == "commit" ? "initially deferred" : ""
        try await database.transaction { transaction in
            transaction.write(
                postgres(
                    """
                    create function die() returns trigger language plpgsql as $$
                    begin
                        perform pg_terminate_backend(pg_backend_pid());
                        return null;
                    end $$
                    """))
            transaction.write(
                postgres(
                    """
                    create constraint trigger dies after insert on entry
                    \(place == "commit" ? "deferrable" : "not deferrable") \(timing) for each row execute function die()
                    """))
        }
        for isGroup in [true, false] {
            let error = await #expect(throws: DatabaseError.self) {
                let body: @Sendable (borrowing Transaction) throws -> Void = {
                    $0.write(PostgresLedger.add, 1, "a", 0)
                }
                if isGroup { _ = try await database.group(readingAhead: [], [body]) }
                if !isGroup { try await database.transaction(body) }
            }
            #expect(error?.code == (place == "commit" ? .commitUnknown : .connectionLost))
            #expect(error?.transactionEnded == true)
        }
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test func `a statement whose tables changed under it is prepared anew`() async throws {
        let all = postgres("select * from entry")
        try await database.transaction { $0.write(PostgresLedger.add, 1, "a", 0) }
        let one = try await ledger.open { $0.connections = 1 }
        #expect(try await one.read { try $0.rows(all)[0].values.count } == 3)
        try await database.transaction { $0.write(postgres("alter table entry add column more bigint")) }
        let error = await #expect(throws: DatabaseError.self) { _ = try await one.read { try $0.rows(all) } }
        #expect(error?.sqlState == "0A000")
        #expect(try await one.read { try $0.rows(all)[0].values.count } == 4)
    }
}
