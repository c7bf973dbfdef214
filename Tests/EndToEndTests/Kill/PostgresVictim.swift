import Foundation
import Storage
import TestKit

/// Real server processes over one PostgreSQL, asked over HTTP.
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

    func start() throws -> any LivingVictim { LivingServer(server: try place.serve(options), token: token) }

    func stored() async throws -> [String: Int] {
        try await StoredKeys.count(in: try await PostgresDatabase.open(.patient(place.url)))
    }
}
