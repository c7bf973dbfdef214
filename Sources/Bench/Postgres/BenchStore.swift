import Foundation
import Storage
import TestKit

/// A store in which copied instances wait, and an engine over it.
struct BenchStore {
    let database: PostgresDatabase
    let chart: BenchChart
    let name: String
    private let server: PostgresServer

    init(_ server: PostgresServer, name: String, waiting: Int) async throws {
        self.server = server
        self.name = name
        database = try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(server.url(name))))
        chart = try await BenchChart(over: database, waiting: waiting)
    }

    var url: String { server.url(name) }

    /// Takes away what transitions leave for others, so that it grows in no figure.
    func emptyOutbox() throws { try psql("truncate genkan.outbox;") }

    /// Brings statistics and pages up to date, after much was written that is not measured.
    func settle() throws {
        try psql("commit; vacuum (analyze) genkan.instance, genkan.timer, genkan.outbox; checkpoint;")
    }

    /// A number that a query tells.
    func number(_ query: String) throws -> Double {
        let answer = try psql("\(query);").trimmingCharacters(in: .whitespacesAndNewlines)
        guard let number = Double(answer) else { throw BenchFault("'\(query)' tells no number: \(answer)") }
        return number
    }

    @discardableResult func psql(_ script: String) throws -> String {
        try server.psql(name, script: "set client_min_messages = error;\n\(script)")
    }

    /// Closes its connections and removes it.
    func close() async throws {
        try await database.close()
        try server.drop(name)
    }
}
