import Engine
import Logging
import Storage
import TestKit

/// Commands that act, against the statements that they asked for, done again with the same values on another store.
///
/// The other store went through the same from its first row on, so it has the same rows before each command.
enum ActingBench {
    private static let senders = 16
    private static let perRound = 200

    /// On SQLite.
    static func run(rounds: Int) async throws -> [Figure] {
        let folder = try TemporaryFolder()
        let stores = [
            try await SQLiteDatabase.open(path: folder.file("engine.sqlite")),
            try await SQLiteDatabase.open(path: folder.file("hand.sqlite")),
        ]
        return try await compare("SQLite", stores[0], stores[1], rounds: rounds)
    }

    /// On PostgreSQL.
    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        func open() async throws -> PostgresDatabase {
            try await PostgresDatabase.open(
                PostgresSettings(url: try PostgresURL(bed.server.url(try bed.server.database()))))
        }
        return try await compare("PostgreSQL", try await open(), try await open(), rounds: bed.manyRounds)
    }

    private static func compare(
        _ store: String, _ database: any Database, _ other: any Database, rounds: Int
    ) async throws -> [Figure] {
        let time = ManualTime(SystemTime().now)
        for database in [database, other] {
            _ = try await Migrator(lines: [.engineTables, .onboardingTables]).migrate(database, at: 0)
            try await MonthKeeper(database: database, time: time, logger: Logger(label: "bench")).round()
        }
        let recorder = RecordingDatabase(database)
        let requests = try await ActingRequests(over: recorder, count: rounds * perRound)
        var figures: [Figure] = []
        for step in ActingRequests.Step.allCases {
            try await requests.forgetMails()
            try await RecordedCommand.replay(recorder.take(), on: other, senders: 1)
            let count = requests.count(of: step) / rounds
            var samples: [Double] = []
            var limits: [Double] = []
            for _ in 0..<rounds {
                samples.append(try await requests.rate(step, count, senders: senders))
                let commands = recorder.take()
                let took = try await seconds {
                    try await RecordedCommand.replay(commands, on: other, senders: senders)
                }
                limits.append(Double(count) / took)
            }
            figures.append(
                Figure(
                    name: "\(store), \(step.rawValue)", unit: "commands/s", samples: samples,
                    goal: .ratioAtLeast(0.4), limitSamples: limits))
        }
        try await expectTheSame(database, other)
        try await database.close()
        try await other.close()
        return figures
    }

    private static func expectTheSame(_ first: any Database, _ second: any Database) async throws {
        let tables = ["account", "member", "instance", "history", "timer", "user_task", "link", "outbox", "sent"]
        for table in tables {
            let statement = Statement("bench.count", "select count(*) from \(table)")
            var counts: [Int64] = []
            for database in [first, second] {
                counts.append(try await database.read { tx in try tx.rows(statement).first?.integer(0) ?? 0 })
            }
            guard counts[0] == counts[1] else {
                throw BenchFault("\(table) has \(counts[0]) rows, by hand \(counts[1])")
            }
        }
    }
}
