import Engine
import Logging
import Statecharts
import Storage
import Synchronization
import TestKit

/// What a process is made of besides its code: whether it lives, stands still, and what its clock says.
final class HostBody: Sendable {
    private struct State {
        var isAlive = true
        var isFrozen = false
        var frozen: [CheckedContinuation<Void, Never>] = []
        var cut: Cut?
        var offset = Span(microseconds: 0)
        var busy: Set<String> = []
    }

    let name: String
    let trace: Trace
    let bug: PlantedBug?
    private let random: SeededRandom
    private let state = Mutex(State())

    init(_ name: String, trace: Trace, bug: PlantedBug?, random: SeededRandom) {
        self.name = name
        self.trace = trace
        self.bug = bug
        self.random = random
    }

    var isAlive: Bool { state.withLock { $0.isAlive } }
    var isFrozen: Bool { state.withLock { $0.isFrozen } }
    var offset: Span { state.withLock { $0.offset } }

    /// A place where something else may come between: who is frozen stays here, and who is dead comes no further.
    func pass() async throws {
        for _ in 0..<random.number(below: 3) { await Task.yield() }
        await stand()
        guard isAlive else { throw DatabaseError(.closed, message: "the process is no more") }
    }

    private func stand() async {
        await withCheckedContinuation { continuation in
            let mayGo = state.withLock { state in
                guard state.isFrozen, state.isAlive else { return true }
                state.frozen.append(continuation)
                return false
            }
            if mayGo { continuation.resume() }
        }
    }

    func freeze() { state.withLock { $0.isFrozen = true } }

    func thaw() {
        let frozen = state.withLock { state in
            state.isFrozen = false
            defer { state.frozen = [] }
            return state.frozen
        }
        for continuation in frozen { continuation.resume() }
    }

    func die() {
        state.withLock { $0.isAlive = false }
        thaw()
    }

    func set(clock offset: Span) { state.withLock { $0.offset = offset } }

    /// What becomes of the host's next transaction that writes.
    func set(_ cut: Cut?) { state.withLock { $0.cut = cut } }

    func takeCut() -> Cut? {
        state.withLock { state in
            defer { state.cut = nil }
            return state.cut
        }
    }

    /// A worker makes one round at a time.
    func begin(_ work: String) -> Bool { state.withLock { $0.busy.insert(work).inserted } }
    func end(_ work: String) { state.withLock { _ = $0.busy.remove(work) } }
}

/// One process: an engine and its workers, over the store that all share.
struct Host: Sendable {
    let body: HostBody
    let engine: Engine
    private let timers: TimerWorker
    private let messages: MessageWorker
    private let outbox: OutboxWorker
    private let repair: RepairKeeper

    /// The workers by name, in the order in which one settles them.
    static let workers = ["timers", "messages", "outbox"]
    /// Looks for lost rows.
    static let repair = "repair"

    init(
        _ body: HostBody, _ blueprint: Blueprint, _ store: SimulatedStore, _ server: SimulatedMailServer,
        time: ManualTime, random: SeededRandom, kind: StoreKind
    ) {
        self.body = body
        let line = StoreLine(store, kind: kind, of: body)
        let clock = HostTime(world: time, body: body)
        let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        let queue = Outbox(keys: blueprint.keys, host: "genkan.example", random: random.bytes)
        engine = Engine(
            database: line, catalog: blueprint.catalog, facts: blueprint.facts, actions: blueprint.actions,
            directory: blueprint.directory, render: Blueprint.render, outbox: queue,
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080"), time: clock, random: random.bytes,
            logger: logger)
        timers = TimerWorker(
            engine: engine, database: line, time: clock, logger: logger)
        messages = MessageWorker(
            engine: engine, database: line, time: clock, wakeUp: WakeUp(), random: random.bytes, logger: logger)
        outbox = OutboxWorker(
            database: line, outbox: queue, deliverer: SimulatedDeliverer(server: server, body: body), time: clock,
            wakeUp: WakeUp(), owner: body.name, logger: logger)
        repair = RepairKeeper(engine: engine, database: line, time: clock, logger: logger)
    }

    /// One round of a worker, unless one is under way; what it throws is what its loop would log.
    /// - Returns: how much was done.
    func round(of worker: String) async -> Int {
        guard body.begin(worker) else { return 0 }
        defer { body.end(worker) }
        do {
            let done =
                switch worker {
                case "timers": try await timers.round()
                case "messages": try await messages.round()
                case "outbox": try await outbox.round()
                case _: try await repair.round() ?? 0
                }
            body.trace.note("\(body.name) \(worker): \(done)")
            return done
        } catch {
            body.trace.note("\(body.name) \(worker): failed")
            return 1
        }
    }
}

/// The world's time as one host's clock shows it.
struct HostTime: TimeSource {
    let world: ManualTime
    let body: HostBody

    var now: Timestamp { world.now.adding(body.offset) }
    var steady: Span { world.steady }
    func pause(_ span: Span) async { await Task.yield() }
}
