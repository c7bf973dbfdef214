import Storage
import TestKit

/// Durable transitions on SQLite, against the same writes in plain prepared SQL with as many to a commit.
enum DurableBench {
    private static let instances = 500
    private static let secondsPerRound = 0.7

    static func run(rounds: Int, senders: Int?) async throws -> [Figure] {
        let folder = try TemporaryFolder()
        let database = try await SQLiteDatabase.open(path: folder.file("engine.sqlite"))
        let chart = try await BenchChart(over: database)
        try await chart.start(instances, senders: 16)
        let baseline = try PlainSQL(
            path: folder.file("plain.sqlite"), instances: instances, sizes: try await PlainSQL.Sizes(of: database))
        var figures: [Figure] = []
        for group in [1, 16, 50] where senders.map({ $0 == group }) ?? true {
            var engineSamples: [Double] = []
            var plainSamples: [Double] = []
            for round in 0..<rounds {
                // both orders, so that neither always comes second
                let isPlainFirst = round.isMultiple(of: 2)
                if isPlainFirst { plainSamples.append(try baseline.rate(for: secondsPerRound, group: group)) }
                engineSamples.append(try await chart.rate(senders: group, seconds: secondsPerRound))
                if !isPlainFirst { plainSamples.append(try baseline.rate(for: secondsPerRound, group: group)) }
            }
            figures.append(
                Figure(
                    name: "SQLite, groups of \(group)", unit: "transitions/s", samples: engineSamples,
                    goal: .ratioAtLeast(0.6), limitSamples: plainSamples))
        }
        try await database.close()
        return figures
    }
}
