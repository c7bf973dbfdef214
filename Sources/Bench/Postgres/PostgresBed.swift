import Engine
import Foundation
import Logging
import Storage
import TestKit

/// A durable server, and on it stores in which instances wait.
final class PostgresBed {
    let server: PostgresServer
    /// How many wait where nothing else is said.
    let instances: Int
    /// How many wait, or are not due, where many should cost nothing.
    let waiting: Int
    /// Rounds of the figures whose spread is small or whose round is long.
    let rounds: Int
    /// Rounds of the others.
    let manyRounds: Int
    /// Of the rows with several numbers of senders only that one.
    let senders: Int?
    /// Of one measurement.
    let seconds = 2.0
    private var templates: [Int: String] = [:]

    init(_ options: BenchOptions) throws {
        server = try PostgresServer(settings: [
            "fsync=on", "full_page_writes=on", "synchronous_commit=on", "shared_buffers=1GB", "max_wal_size=4GB",
            "checkpoint_timeout=15min",
        ])
        instances = options.instances
        waiting = options.waiting
        senders = options.senders
        rounds = min(options.rounds, 3)
        manyRounds = min(options.rounds, 5)
    }

    /// A store of its own in which that many wait; by default ``instances``.
    func store(waiting: Int? = nil) async throws -> BenchStore {
        let count = waiting ?? instances
        // what is made once only, and takes long to copy, is not copied
        let isCopied = count <= instances
        let name = try await isCopied ? server.database(from: template(count)) : make(count)
        return try await BenchStore(server, name: name, waiting: count)
    }

    /// Both in each round, and in both orders, so that neither always comes second.
    func compare(
        rounds: Int? = nil, _ engine: () async throws -> Double, with limit: () async throws -> Double
    ) async throws -> (samples: [Double], limitSamples: [Double]) {
        var samples: [Double] = []
        var limitSamples: [Double] = []
        for round in 0..<(rounds ?? self.rounds) {
            if round.isMultiple(of: 2) { limitSamples.append(try await limit()) }
            samples.append(try await engine())
            if !round.isMultiple(of: 2) { limitSamples.append(try await limit()) }
        }
        return (samples, limitSamples)
    }

    private func template(_ count: Int) async throws -> String {
        if let name = templates[count] { return name }
        let name = try await make(count)
        templates[count] = name
        return name
    }

    private func make(_ count: Int) async throws -> String {
        let name = try server.database()
        let database = try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(server.url(name))))
        let chart = try await BenchChart(over: database)
        let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        try await MonthKeeper(database: database, time: SystemTime(), logger: silent).round()
        try await chart.start(1, senders: 1)
        // a database that somebody is connected to cannot be copied
        try await database.close()
        try server.psql(name, script: CopiedInstances.script(count))
        return name
    }
}
