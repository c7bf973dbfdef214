import Engine
import Logging
import Storage
import TestKit

/// Durable transitions on PostgreSQL, server and engine on the same cores, against the one-statement transition.
enum PostgresBench {
    private static let seconds = 3.0

    /// - Parameter instances: how many wait.
    static func run(rounds: Int, instances: Int) async throws -> [Figure] {
        let server = try PostgresServer(settings: [
            "fsync=on", "full_page_writes=on", "synchronous_commit=on", "shared_buffers=1GB", "max_wal_size=4GB",
            "checkpoint_timeout=15min",
        ])
        let database = try await PostgresDatabase.open(
            PostgresSettings(url: try PostgresURL(server.url(try server.database()))))
        let chart = try await BenchChart(over: database)
        try await MonthKeeper(database: database, time: SystemTime(), logger: Logger(label: "bench")).round()
        try await chart.start(instances, senders: 64)
        let limit = try OneStatement(server, instances: instances)
        var figures: [Figure] = []
        for (senders, goal) in [(1, 0.55), (16, 1.0), (64, 1.5)] {
            var engineSamples: [Double] = []
            var limitSamples: [Double] = []
            for round in 0..<rounds {
                if round.isMultiple(of: 2) { limitSamples.append(try limit.rate(clients: senders, seconds: seconds)) }
                engineSamples.append(try await chart.rate(senders: senders, seconds: seconds))
                if !round.isMultiple(of: 2) { limitSamples.append(try limit.rate(clients: senders, seconds: seconds)) }
            }
            figures.append(
                Figure(
                    name: "PostgreSQL, \(senders) senders", unit: "transitions/s", samples: engineSamples,
                    goal: .ratioAtLeast(goal), limitSamples: limitSamples))
        }
        try await database.close()
        return figures
    }
}
