import Engine
import Foundation
import Statecharts
import Storage
import Synchronization

/// An engine over one small chart, with instances that wait, and senders that press as fast as they are answered.
final class BenchChart: Sendable {
    /// A transition that moves timers, mails one person and changes a context of about 620 bytes, as `performance.md`.
    private static let text = """
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

    let engine: Engine
    private let ids = Mutex<[InstanceID]>([])
    private let presses = Atomic<Int>(0)

    /// - Parameter database: empty; its tables are made.
    init(over database: any Database) async throws {
        let line = MigrationLine(name: "engine", assets: AssetTable.engine)
        _ = try await Migrator(lines: [line]).migrate(database, at: 0)
        let definition = try Definition.parse(Self.text, file: "bench.yaml").definition
        let catalog = try await Catalog.load([definition], into: database, now: SystemTime().now)
        let keys = try SealKeys(parsing: SealKeys.makeText(random: secureBytes))
        let mail = RenderedMail(
            subject: "moved", text: String(repeating: "t", count: 100), html: String(repeating: "h", count: 100))
        engine = Engine(
            database: database, catalog: catalog, facts: FactRegistry([]), actions: ActionRegistry([]),
            directory: .empty, render: { _ in mail }, outbox: Outbox(keys: keys, host: "genkan.example"),
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080"))
    }

    /// Starts that many instances, which then wait.
    func start(_ count: Int, senders: Int) async throws {
        let filler = JSON.object([("filler", .string(String(repeating: "x", count: 540)))])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<senders {
                group.addTask {
                    for _ in 0..<(count / senders + (sender < count % senders ? 1 : 0)) {
                        let command = Command(.start(workflow: "bench", event: nil), data: filler, caller: Self.owner)
                        let id = try await self.engine.send(command).instance.id
                        self.ids.withLock { $0.append(id) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Presses per second of that many senders, each of which waits for its answer before it presses again.
    func rate(senders: Int, seconds: Double) async throws -> Double {
        let ids = self.ids.withLock(\.self)
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<senders {
                group.addTask {
                    var done = 0
                    while clock.now < end {
                        let number = self.presses.add(1, ordering: .relaxed).newValue
                        let id = ids[number * 7919 % ids.count]
                        _ = try await self.engine.send(Command(.event(id, "move"), caller: Self.owner))
                        done += 1
                    }
                    return done
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(done) / ((clock.now - start) / .seconds(1))
    }

    private static let owner = Caller.person(
        DirectoryPerson(
            id: "owner", email: "owner@one.example", addresses: ["owner@one.example"], language: "en", name: ""),
        session: "bench")
}
