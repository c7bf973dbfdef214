import Foundation
import TestKit
import Testing

/// A database of one test, and where its processes keep keys and mails.
final class PostgresPlace: Sendable {
    let server: PostgresServer
    let name: String
    let folder: TemporaryFolder
    let url: String

    /// - Parameters:
    ///   - server: one that the test may stop; absent for the one that tests share.
    ///   - others: servers that may take its place.
    init(on server: PostgresServer? = nil, or others: [PostgresServer] = []) throws {
        self.server = try server ?? .shared()
        name = try self.server.database()
        url = self.server.url(name, or: others)
        folder = try TemporaryFolder()
    }

    deinit { try? server.drop(name) }

    var environment: [String: String] {
        [
            "GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_MAILBOX": folder.file("mailbox"),
            "GENKAN_DATABASE_CONNECTIONS": "4",
        ]
    }

    func run(_ words: [String], url: String? = nil, _ more: [String: String] = [:]) async throws -> Program.Run {
        try await Program.run(
            words + ["--database", url ?? self.url], environment: environment.merging(more) { $1 })
    }

    func migrate() async throws { #expect(try await run(["migrate"]).code == 0) }

    /// What psql answers.
    @discardableResult
    func ask(_ sql: String) throws -> String {
        return try server.psql(name, script: sql).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func serve(_ words: [String] = []) throws -> RunningServer {
        try RunningServer(url: url, words, environment: environment)
    }
}
