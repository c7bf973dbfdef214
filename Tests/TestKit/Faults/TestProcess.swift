import Engine
import Logging
import Onboarding
import Storage

/// An engine and its workers, as one process has them: what they remember goes with them.
struct TestProcess: Sendable {
    /// What all processes of a store share.
    struct Parts: Sendable {
        var catalog: Catalog
        var facts: FactRegistry
        var actions: ActionRegistry
        var render: Render
        var keys: SealKeys
    }

    static let host = "genkan.example"

    let engine: Engine
    let timerWorker: TimerWorker
    let messageWorker: MessageWorker
    let outboxWorker: OutboxWorker

    init(
        _ parts: Parts, over database: any Database, time: ManualTime, random: SeededRandom, deliverer: any Deliverer,
        owner: String = "test"
    ) {
        let outbox = Outbox(keys: parts.keys, host: Self.host, random: random.bytes)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        engine = Engine(
            database: database, catalog: parts.catalog, facts: parts.facts, actions: parts.actions,
            directory: .onboarding, render: parts.render, outbox: outbox,
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080", quotaOfUnverified: .unverifiedByWorkflows),
            time: time, random: random.bytes, logger: logger)
        outboxWorker = OutboxWorker(
            database: database, outbox: outbox, deliverer: deliverer, time: time, wakeUp: WakeUp(), owner: owner,
            logger: logger)
        timerWorker = TimerWorker(engine: engine, database: database, time: time, logger: logger)
        messageWorker = MessageWorker(
            engine: engine, database: database, time: time, wakeUp: WakeUp(), random: random.bytes, logger: logger)
    }

    /// Fires what is due and hands over what is queued, until nothing is left.
    func settle() async throws {
        while try await timerWorker.round() + messageWorker.round() > 0 {}
        while try await outboxWorker.round() > 0 {}
    }
}
