import Storage
import TestKit

/// Account requests that 16 senders activate, against the one-statement transition of 16 clients.
enum ActivationFigure {
    private static let senders = 16
    private static let perRound = 1_000

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let database = try await PostgresDatabase.open(
            PostgresSettings(url: try PostgresURL(bed.server.url(try bed.server.database()))))
        let requests = try await AccountRequests(over: database)
        try await requests.start(bed.manyRounds * perRound, senders: senders)
        let limit = try OneStatement(bed.server, instances: bed.instances)
        let (samples, limitSamples) = try await bed.compare(rounds: bed.manyRounds) {
            try await requests.rate(activating: perRound, senders: senders)
        } with: {
            try limit.rate(clients: senders, seconds: bed.seconds)
        }
        try await database.close()
        return [
            Figure(
                name: "PostgreSQL, real activation, \(senders) senders", unit: "activations/s", samples: samples,
                goal: .ratioAtLeast(0.3), limitSamples: limitSamples)
        ]
    }
}
