import Foundation
import Storage
import Synchronization
import TestKit

/// Two real server processes over one PostgreSQL, asked over HTTP in turn.
struct PostgresVictim: Victim {
    let place: PostgresPlace
    let token: String
    let options: [String]

    /// Makes the store, and a token for whoever sends.
    init(on server: PostgresServer? = nil, or others: [PostgresServer] = []) async throws {
        place = try PostgresPlace(on: server, or: others)
        let workflows = place.folder.file("workflows")
        try CounterWorkflow.write(to: workflows)
        options = ["--workflows", workflows]
        try await place.migrate()
        token = try await place.run(["token", "create", "--email", "taro@xyz-manufacture.example"] + options).output
            .trimmingCharacters(in: .newlines)
    }

    func serve(_ count: Int) throws -> [RunningServer] { try (0..<count).map { _ in try place.serve(options) } }

    func start() throws -> any LivingVictim { LivingServers(servers: try serve(2), token: token) }

    func stored() async throws -> [String: Int] {
        try await StoredKeys.count(in: try await PostgresDatabase.open(.patient(place.url)))
    }
}

private final class LivingServers: LivingVictim {
    private let servers: [RunningServer]
    private let token: String
    private let asked = Atomic<Int>(0)

    init(servers: [RunningServer], token: String) { (self.servers, self.token) = (servers, token) }

    func connect() throws -> any Sender {
        let server = servers[asked.add(1, ordering: .relaxed).newValue % servers.count]
        return HTTPSender(connection: try server.connect(), token: token)
    }

    func kill() {
        for server in servers { server.child.stop(SIGKILL) }
        for server in servers { server.kill() }
    }

    func end() { for server in servers { _ = server.terminate() } }
}
