public import Storage
import Synchronization

/// One test's own database on the shared server: copied from a migrated one, gone with the folder that holds it.
final class PostgresStore: Sendable {
    /// More at once would need more connections than the server has.
    private static let places = Places(40)

    let server: PostgresServer
    let name: String

    /// Copies a database that these lines have migrated; the first who asks for them makes it.
    static func make(_ lines: [MigrationLine]) async throws -> PostgresStore {
        await places.take()
        do {
            let server = try PostgresServer.shared()
            let template = try await PostgresTemplates.shared.database(lines, on: server)
            return PostgresStore(server, name: try server.database(from: template))
        } catch {
            places.leave()
            throw error
        }
    }

    private init(_ server: PostgresServer, name: String) {
        self.server = server
        self.name = name
    }

    deinit {
        // what is left over goes with the server; a test cannot fail after its end
        try? server.drop(name)
        Self.places.leave()
    }

    var url: String { server.url(name) }

    func dump() throws -> String { try server.dump(name) }

    func open(_ change: (inout PostgresSettings) -> Void) async throws -> PostgresDatabase {
        var settings = try PostgresSettings.patient(url)
        change(&settings)
        return try await PostgresDatabase.open(settings)
    }
}

extension PostgresSettings {
    /// A few connections and long patience: dozens of tests share two cores, and none of them is about time.
    public static func patient(_ url: String) throws -> PostgresSettings {
        var settings = PostgresSettings(url: try PostgresURL(url))
        settings.connections = 4
        settings.acquisitionTimeout = .seconds(60)
        settings.statementTimeout = .seconds(60)
        settings.lockTimeout = .seconds(30)
        return settings
    }
}

/// Databases that others are copied from, one for each set of migrations.
actor PostgresTemplates {
    static let shared = PostgresTemplates()
    private var making: [[MigrationLine]: Task<String, any Error>] = [:]

    /// Real months around the day on which ``ManualTime`` begins; one partition before and one after hold the rest.
    private static let months = Statement(
        "test.months",
        """
        do $$
        declare parent text;
        begin
            if to_regclass('genkan.history') is null then return; end if;
            perform genkan.make_month(timestamptz '2026-10-01Z' + n * interval '1 month') from generate_series(0, 4) n;
            foreach parent in array array['history', 'history_data', 'sent', 'security_event'] loop
                execute format('create table genkan.%I partition of genkan.%I for values from (minvalue) to (%L)',
                    parent || '_before', parent, '2026-10-01Z');
                execute format('create table genkan.%I partition of genkan.%I for values from (%L) to (maxvalue)',
                    parent || '_after', parent, '2027-03-01Z');
            end loop;
        end $$
        """)

    func database(_ lines: [MigrationLine], on server: PostgresServer) async throws -> String {
        let task = making[lines] ?? Task { try await Self.make(lines, on: server) }
        making[lines] = task
        return try await task.value
    }

    private static func make(_ lines: [MigrationLine], on server: PostgresServer) async throws -> String {
        let name = try server.database()
        let database = try await PostgresDatabase.open(.patient(server.url(name)))
        _ = try await Migrator(lines: lines).migrate(database, at: 0)
        try await database.transaction { tx in tx.write(months) }
        // a database that somebody is connected to cannot be copied
        try await database.close()
        return name
    }
}

/// How many may be inside; who comes later waits.
final class Places: Sendable {
    private let state: Mutex<(free: Int, waiting: [CheckedContinuation<Void, Never>])>

    init(_ count: Int) { state = Mutex((count, [])) }

    func take() async {
        await withCheckedContinuation { continuation in
            let mayEnter = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayEnter { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
