public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Hands messages and publications on to the instances they are for (`commit.md` 10): the same road as a person's press.
public struct MessageWorker: Service {
    private static let batch = 200
    private static let poll = Span(microseconds: 1_000_000)
    /// Before every id.
    private static let firstID = "00000000-0000-0000-0000-000000000000"

    private let engine: Engine
    private let database: any Database
    private let time: any TimeSource
    private let wakeUp: WakeUp
    private let random: @Sendable (_ bytes: Int) -> [UInt8]
    private let logger: Logger

    /// Makes a worker.
    /// - Parameters:
    ///   - wakeUp: signalled after commits; this worker's own.
    ///   - random: for the jitter of what is tried again.
    public init(
        engine: Engine, database: any Database, time: any TimeSource, wakeUp: WakeUp,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8], logger: Logger
    ) {
        self.engine = engine
        self.database = database
        self.time = time
        self.wakeUp = wakeUp
        self.random = random
        self.logger = logger
    }

    /// Works until shutdown, after each signal and each second.
    public func run() async throws {
        await wakeUp.each(atMost: Self.poll, time: time, logger: logger, whenFailed: "messages wait for their store") {
            while try await round() > 0 {}
        }
    }

    /// Hands on what is due: messages, publications, and what new subscribers may have missed.
    /// - Returns: how many instances were told something; 0 when there is nothing left that can be done now.
    public func round() async throws -> Int {
        try await deliverMessages() + deliverPublications() + deliverToFresh()
    }

    private func deliverMessages() async throws -> Int {
        let now = time.now
        let due = try await database.read { tx in try MessageTable.due(at: now, limit: Self.batch, in: tx) }
        var told = 0
        for message in due {
            do {
                _ = try await engine.send(Command(.message(message), caller: .system))
                told += 1
            } catch {
                if error.code.status < 500 || error.code == .catchingUp {
                    told += 1
                } else {
                    try await backOff(message, error)
                }
            }
        }
        return told
    }

    /// 1 s, doubled each time up to 5 min, of which a random half is taken off.
    private func backOff(_ message: InstanceMessage, _ error: EngineError) async throws {
        logger.warning("a message waits", metadata: ["instance": "\(message.to)", "reason": "\(error.message)"])
        let longest = min(Int64(1_000_000) << min(message.attempts, 9), 300_000_000)
        let part = random(2).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let until = time.now.adding(Span(microseconds: longest - longest / 2 * part / 65_536))
        try await database.transaction { tx in MessageTable.backOff(message, until: until, in: tx) }
    }

    private func deliverPublications() async throws -> Int {
        let pending = try await database.read { tx in
            try tx.rows(TopicTable.pending, .integer(Self.batch)).map { row in
                (pair: TopicKey(topic: try row.text(0), key: try row.text(1)), seq: try row.integer(2))
            }
        }
        var newest: [TopicKey: Int64] = [:]
        for publication in pending {
            newest[publication.pair] = max(newest[publication.pair] ?? 0, publication.seq)
        }
        var told = 0
        for (pair, seq) in newest.sorted(by: { ($0.key.topic, $0.key.key) < ($1.key.topic, $1.key.key) }) {
            told += try await deliver(pair, upTo: seq)
            try await database.transaction { tx in
                tx.write(TopicTable.settle, .text(pair.topic), .text(pair.key), .integer(seq))
            }
        }
        return told
    }

    /// Tells every subscriber; one that cannot be told now is left to ``deliverToFresh()``.
    private func deliver(_ pair: TopicKey, upTo seq: Int64) async throws -> Int {
        var told = 0
        var last = Self.firstID
        while true {
            let after = last
            let ids = try await database.read { tx in
                try tx.rows(
                    SubscriptionTable.behind, .text(pair.topic), .text(pair.key), .integer(seq), .text(after),
                    .integer(Self.batch)
                ).map { InstanceID(try $0.text(0)) }
            }
            for id in ids {
                if await tell(id, of: pair) {
                    told += 1
                } else {
                    try await database.transaction { tx in
                        tx.write(SubscriptionTable.freshen, SubscriptionTable.values(pair, id))
                    }
                }
            }
            guard ids.count == Self.batch, let end = ids.last else { return told }
            last = end.text
        }
    }

    private func deliverToFresh() async throws -> Int {
        var told = 0
        var last = (topic: "", key: "", id: Self.firstID)
        while true {
            let after = last
            let fresh = try await database.read { tx in
                try tx.rows(
                    SubscriptionTable.fresh, .text(after.topic), .text(after.key), .text(after.id),
                    .integer(Self.batch)
                ).map { (topic: try $0.text(0), key: try $0.text(1), id: try $0.text(2)) }
            }
            for row in fresh {
                if await tell(InstanceID(row.id), of: TopicKey(topic: row.topic, key: row.key)) { told += 1 }
            }
            guard fresh.count == Self.batch, let end = fresh.last else { return told }
            last = end
        }
    }

    /// Whether the instance knows now, or never has to.
    private func tell(_ id: InstanceID, of pair: TopicKey) async -> Bool {
        do {
            _ = try await engine.send(Command(.topic(id, pair), caller: .system))
            return true
        } catch {
            guard error.code.status >= 500 else { return true }
            if error.code != .catchingUp {
                logger.warning("a publication waits", metadata: ["instance": "\(id)", "reason": "\(error.message)"])
            }
            return false
        }
    }
}
