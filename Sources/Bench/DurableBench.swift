import Engine
import Foundation
import Logging
import Statecharts
import Storage

/// Durable transitions of one sender on SQLite, against the same writes in plain prepared SQL, round by round.
enum DurableBench {
    private static let instances = 500
    private static let secondsPerRound = 1.0

    /// A transition that moves timers, mails one person and changes a context of about 620 bytes, as `performance.md`.
    private static let chart = """
        workflow: bench
        version: 1
        title: { en: Bench, ja: 計測 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          count: { type: integer, min: 0, default: 0 }
          filler: { type: text, max: 600, personal: false }
        mails:
          moved: { to: owner, link: status }
        start:
          begin: { by: signedIn, form: [filler], set: [filler, { owner: caller.person }], to: waiting }
        states:
          waiting:
            title: { en: Waiting, ja: 待機中 }
            on: { move: { by: owner, set: { count: context.count + 1 }, mail: moved, to: waiting } }
            after: { end: { at: P30D, to: over } }
          over: { title: { en: Over, ja: 終了 }, final: true }
        """

    static func run(rounds: Int) async throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("genkan-bench-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await SQLiteDatabase.open(path: folder.appendingPathComponent("engine.sqlite").path)
        let engine = try await makeEngine(database)
        let caller = Caller.person(
            DirectoryPerson(
                id: "owner", email: "owner@one.example", addresses: ["owner@one.example"], language: "en", name: ""),
            session: "bench")
        let filler = JSON.object([("filler", .string(String(repeating: "x", count: 540)))])
        var ids: [InstanceID] = []
        for _ in 0..<instances {
            ids.append(
                try await engine.send(
                    Command(.start(workflow: "bench", event: nil), data: filler, caller: caller)
                ).instance.id)
        }
        let baseline = try PlainSQL(
            path: folder.appendingPathComponent("plain.sqlite").path, instances: instances,
            sizes: try await sizes(database))
        var engineSamples: [Double] = []
        var plainSamples: [Double] = []
        for round in 0..<rounds {
            // both orders, so that neither always comes second
            if round.isMultiple(of: 2) { plainSamples.append(try baseline.rate(for: secondsPerRound)) }
            engineSamples.append(try await rate(engine, ids, caller))
            if !round.isMultiple(of: 2) { plainSamples.append(try baseline.rate(for: secondsPerRound)) }
        }
        try await database.close()
        return [
            Figure(
                name: "SQLite, one sender", unit: "transitions/s", samples: engineSamples, goal: .ratioAtLeast(0.6),
                limitSamples: plainSamples)
        ]
    }

    private static func rate(_ engine: Engine, _ ids: [InstanceID], _ caller: Caller) async throws -> Double {
        var done = 0
        let clock = ContinuousClock()
        let end = clock.now + .seconds(secondsPerRound)
        let start = clock.now
        while clock.now < end {
            _ = try await engine.send(Command(.event(ids[done * 7919 % ids.count], "move"), caller: caller))
            done += 1
        }
        return Double(done) / ((clock.now - start) / .seconds(1))
    }

    private static func makeEngine(_ database: SQLiteDatabase) async throws -> Engine {
        let line = MigrationLine(name: "engine", assets: AssetTable.engine)
        _ = try await Migrator(lines: [line]).migrate(database, at: 0)
        let definition = try Definition.parse(chart, file: "bench.yaml").definition
        let catalog = try await Catalog.load([definition], into: database, now: SystemTime().now)
        let keys = try SealKeys(parsing: SealKeys.makeText(random: secureBytes))
        let mail = RenderedMail(
            subject: "moved", text: String(repeating: "t", count: 100), html: String(repeating: "h", count: 100))
        return Engine(
            database: database, catalog: catalog, facts: FactRegistry([]), actions: ActionRegistry([]),
            directory: .empty, render: { _ in mail }, outbox: Outbox(keys: keys, host: "genkan.example"),
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080"))
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
