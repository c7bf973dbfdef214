import Storage
import TestKit
import Testing

/// A server that waits for a standby which is not there, and an operator who ends the wait.
@Suite struct `R26 C70 a cancelled wait for the standby` {
    private let ledger: PostgresLedger
    private let database: PostgresDatabase

    init() async throws {
        let server = try PostgresServer(settings: ["synchronous_standby_names=absent", "synchronous_commit=local"])
        ledger = try await PostgresLedger(on: server)
        let url = "\(server.url(ledger.name))&options=-csynchronous_commit%3Don"
        database = try await PostgresDatabase.open(.patient(url))
    }

    /// Ends the wait of a transaction that commits, as soon as it waits.
    private func unheard(_ body: @escaping @Sendable (borrowing Transaction) throws -> Void) async throws
        -> DatabaseError?
    {
        let admin = try await ledger.open()
        async let writing: Void = database.transaction(body)
        let cancel = postgres(
            "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and pid <> pg_backend_pid()"
        )
        while try await admin.read({ try $0.rows(cancel).isEmpty }) { await Task.yield() }
        do {
            try await writing
            return nil
        } catch let error as DatabaseError {
            return error
        }
    }

    @Test func `is an unknown outcome: it is done here, and may be lost with this server`() async throws {
        let error = try await unheard { $0.write(PostgresLedger.add, 1, "here", 0) }
        #expect(error?.code == .commitUnknown)
        #expect(error?.transactionEnded == true)
        #expect(try await PostgresLedger.names(in: try await ledger.open()) == ["here"])
    }

    @Test func `and a look-up that writes nothing but a probe waits for the standby too`() async throws {
        let probe = postgres("select length(pg_logical_emit_message(true, 'genkan', '')::text)")
        let error = try await unheard { _ = try $0.rows(probe) }
        #expect(error?.code == .commitUnknown)
        // what only reads waits for nobody
        #expect(try await database.transaction { try $0.rows(PostgresLedger.names).count } == 0)
    }
}
