import Storage
import TestKit

/// Account requests that 16 senders activate on SQLite, against plain prepared SQL with 16 transitions to a commit.
enum SQLiteActivationBench {
    private static let senders = 16
    private static let perRound = 1_000

    static func run(rounds: Int) async throws -> Figure {
        let folder = try TemporaryFolder()
        let database = try await SQLiteDatabase.open(path: folder.file("engine.sqlite"))
        let requests = try await AccountRequests(over: database)
        try await requests.start(rounds * perRound, senders: senders)
        let baseline = try PlainSQL(
            path: folder.file("plain.sqlite"), instances: 500, sizes: try await PlainSQL.Sizes(of: database))
        var samples: [Double] = []
        var limits: [Double] = []
        for round in 0..<rounds {
            if round.isMultiple(of: 2) { limits.append(try baseline.rate(for: 0.7, group: senders)) }
            samples.append(try await requests.rate(activating: perRound, senders: senders))
            if !round.isMultiple(of: 2) { limits.append(try baseline.rate(for: 0.7, group: senders)) }
        }
        try await database.close()
        return Figure(
            name: "SQLite, real activation, \(senders) senders", unit: "activations/s", samples: samples,
            goal: .ratioAtLeast(0.3), limitSamples: limits)
    }
}
