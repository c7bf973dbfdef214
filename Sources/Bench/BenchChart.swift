import Engine
import Foundation
import Statecharts
import Storage
import Synchronization
import TestKit

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
            after: { end: { at: P30D, mail: moved, to: over } }
          over: { title: { en: Over, ja: 終了 }, final: true }
        """

    let engine: Engine
    let outbox: Outbox
    private let ids: Mutex<[InstanceID]>
    private let presses: Atomic<Int>
    private let owner: Caller

    /// Those that wait.
    var waiting: [InstanceID] { ids.withLock(\.self) }

    /// - Parameters:
    ///   - database: empty, and its tables are made; or one that holds `waiting` copies (``CopiedInstances``).
    ///   - first: with which of them the senders begin.
    ///   - owner: starts and presses.
    init(
        over database: any Database, waiting: Int = 0, first: Int = 0, owner: Caller = BenchChart.somebody
    ) async throws {
        ids = Mutex((0..<waiting).map { CopiedInstances.id($0 + 1) })
        presses = Atomic(first)
        self.owner = owner
        let line = MigrationLine(name: "engine", assets: AssetTable.engine)
        _ = try await Migrator(lines: [line]).migrate(database, at: 0)
        let definition = try Definition.parse(Self.text, file: "bench.yaml").definition
        let catalog = try await Catalog.load([definition], into: database, now: SystemTime().now)
        // every process the same, or the copies' people would be strangers to it
        let keys = try SealKeys(parsing: SealKeys.makeText(random: SeededRandom(seed: 1).bytes))
        let mail = RenderedMail(
            subject: "moved", text: String(repeating: "t", count: 100), html: String(repeating: "h", count: 100))
        outbox = Outbox(keys: keys, host: "genkan.example")
        engine = Engine(
            database: database, catalog: catalog, facts: FactRegistry([]), actions: ActionRegistry([]),
            directory: .empty, render: { _ in mail }, outbox: outbox,
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080"))
    }

    /// Starts that many instances, which then wait.
    func start(_ count: Int, senders: Int) async throws {
        let filler = JSON.object([("filler", .string(String(repeating: "x", count: 540)))])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<senders {
                group.addTask {
                    for _ in 0..<(count / senders + (sender < count % senders ? 1 : 0)) {
                        let command = Command(.start(workflow: "bench", event: nil), data: filler, caller: self.owner)
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
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        let done = try await press(senders: senders) { _ in clock.now < end }.count
        return Double(done) / ((clock.now - start) / .seconds(1))
    }

    /// Exactly that many presses, as fast as they are answered.
    func press(_ count: Int, senders: Int) async throws {
        _ = try await press(senders: senders) { $0 < count }
    }

    /// Milliseconds from when each press was due to its answer, at that rate whatever the answers do.
    ///
    /// Times between presses vary as pgbench's do: independent of each other, from a fixed seed.
    func latencies(rate: Double, seconds: Double, senders: Int) async throws -> [Double] {
        let random = SeededRandom(seed: 1)
        var due: [Duration] = []
        var next = 0.0
        while next < seconds {
            due.append(.seconds(next))
            // between 0, which has no logarithm, and 1
            next -= log((Double(random.next() >> 11) + 0.5) * 0x1p-53) / rate
        }
        let clock = ContinuousClock()
        let start = clock.now
        return try await press(senders: senders) { [due] number in
            guard number < due.count else { return false }
            if start + due[number] > clock.now { try await clock.sleep(until: start + due[number], tolerance: .zero) }
            return true
        }
        .map { number, answered in (answered - start - due[number]) / .milliseconds(1) }
    }

    /// Presses while `mayPress` lets the press of that number go.
    /// - Returns: numbers, and when they were answered.
    private func press(
        senders: Int, while mayPress: @escaping @Sendable (Int) async throws -> Bool
    ) async throws -> [(Int, ContinuousClock.Instant)] {
        let ids = waiting
        let taken = Taken()
        return try await withThrowingTaskGroup(of: [(Int, ContinuousClock.Instant)].self) { group in
            for _ in 0..<senders {
                group.addTask {
                    var answered: [(Int, ContinuousClock.Instant)] = []
                    while case let number = taken.next(), try await mayPress(number) {
                        let press = self.presses.add(1, ordering: .relaxed).newValue
                        let id = ids[press * 7919 % ids.count]
                        _ = try await self.engine.send(Command(.event(id, "move"), caller: self.owner))
                        answered.append((number, ContinuousClock.now))
                    }
                    return answered
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    static let somebody = Caller.person(
        DirectoryPerson(
            id: "owner", email: "owner@one.example", addresses: ["owner@one.example"], language: "en", name: ""),
        session: "bench")
}

/// Numbers from 0, each given once.
private final class Taken: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}
