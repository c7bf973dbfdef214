import Engine
import Foundation
import Logging
import Statecharts
import Storage

/// Durable transitions of one sender on SQLite, against the same writes in plain prepared SQL, round by round.
enum DurableBench {
    private static let instances = 500
    private static let secondsPerRound = 1.0

    static func run(rounds: Int) async throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("genkan-bench-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await SQLiteDatabase.open(path: folder.appendingPathComponent("engine.sqlite").path)
        let chart = try await BenchChart(over: database)
        try await chart.start(instances, senders: 16)
        let baseline = try PlainSQL(
            path: folder.appendingPathComponent("plain.sqlite").path, instances: instances,
            sizes: try await sizes(database))
        var engineSamples: [Double] = []
        var plainSamples: [Double] = []
        for round in 0..<rounds {
            // both orders, so that neither always comes second
            if round.isMultiple(of: 2) { plainSamples.append(try baseline.rate(for: secondsPerRound)) }
            engineSamples.append(try await chart.rate(senders: 1, seconds: secondsPerRound))
            if !round.isMultiple(of: 2) { plainSamples.append(try baseline.rate(for: secondsPerRound)) }
        }
        try await database.close()
        return [
            Figure(
                name: "SQLite, one sender", unit: "transitions/s", samples: engineSamples, goal: .ratioAtLeast(0.6),
                limitSamples: plainSamples)
        ]
    }

    /// Bytes of the columns that a transition writes, so that the plain SQL writes as many.
    private static func sizes(_ database: SQLiteDatabase) async throws -> PlainSQL.Sizes {
        try await database.read { tx in
            PlainSQL.Sizes(
                context: try length("select max(length(context)) from instance", in: tx),
                stays: try length("select max(length(stays)) from instance", in: tx),
                entry: try length("select max(length(entry)) from history", in: tx),
                fields: try length("select max(length(fields)) from history_data", in: tx), sealed: 330)
        }
    }

    private static func length(_ sql: String, in tx: borrowing Transaction) throws -> Int {
        Int(try tx.rows(Statement("bench.length", sql)).first?.integer(0) ?? 0)
    }
}
