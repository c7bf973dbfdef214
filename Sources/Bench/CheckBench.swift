import Engine
import Logging
import Storage
import TestKit

/// Instances that the checker of `genkan doctor --deep` reads and proves a second, of small ones with two entries each.
enum CheckBench {
    private static let instances = 20_000
    private static let senders = 50
    private static let chart = """
        workflow: small
        version: 1
        title: { en: Small, ja: 小 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context: { owner: person, count: { type: integer, min: 0, default: 0 } }
        start:
          begin: { by: signedIn, set: { owner: caller.person }, to: waiting }
        states:
          waiting:
            title: { en: Waiting, ja: 待機中 }
            on: { move: { by: owner, set: { count: context.count + 1 } } }
            after: { end: { at: P30D, to: over } }
          over: { title: { en: Over, ja: 終了 }, final: true }
        """

    /// On a file.
    static func sqlite(rounds: Int) async throws -> Figure {
        let folder = try TemporaryFolder()
        let database = try await SQLiteDatabase.open(path: folder.file("engine.sqlite"))
        return try await measure("SQLite, instances checked", database, rounds: rounds)
    }

    /// On a server.
    static func postgres(_ bed: PostgresBed) async throws -> [Figure] {
        let url = bed.server.url(try bed.server.database())
        let database = try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(url)))
        return [try await measure("PostgreSQL, instances checked", database, rounds: bed.rounds)]
    }

    private static func measure(_ name: String, _ database: some Database, rounds: Int) async throws -> Figure {
        _ = try await Migrator(lines: [.engineTables]).migrate(database, at: 0)
        let time = ManualTime()
        let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        try await MonthKeeper(database: database, time: time, logger: silent).round()
        let world = try await BareWorld(definitions: [chart], database: database, time: time)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<senders {
                group.addTask {
                    for _ in 0..<(instances / senders) {
                        let id = try await world.start("small").instance.id
                        _ = try await world.send("move", to: id)
                    }
                }
            }
            try await group.waitForAll()
        }
        var samples: [Double] = []
        for _ in 0..<rounds {
            let elapsed = try await seconds { try await world.expectSound() }
            samples.append(Double(instances) / elapsed)
        }
        try await database.close()
        return Figure(name: name, unit: "instances/s", samples: samples, goal: .atLeast(20_000))
    }
}
