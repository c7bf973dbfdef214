public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Hands queued messages over: claims, checks, delivers, marks (`commit.md` 10).
///
/// Recovery is the ordinary path. While some are handed over, the next are claimed and the last are marked.
public struct OutboxWorker: Service {
    private static let lease = Span.minutes(2)
    private static let poll = Span(microseconds: 1_000_000)
    private static let undeliverable = "undeliverable"

    private let database: any Database
    let outbox: Outbox
    let deliverer: any Deliverer
    let time: any TimeSource
    private let wakeUp: WakeUp
    private let owner: String
    let logger: Logger

    /// Makes a worker.
    /// - Parameter owner: random per process start, so that a frozen worker's late mark is told apart.
    public init(
        database: any Database, outbox: Outbox, deliverer: any Deliverer, time: any TimeSource, wakeUp: WakeUp,
        owner: String, logger: Logger
    ) {
        self.database = database
        self.outbox = outbox
        self.deliverer = deliverer
        self.time = time
        self.wakeUp = wakeUp
        self.owner = owner
        self.logger = logger
    }

    /// Works until shutdown: at each wake-up, and each second in any case.
    public func run() async throws {
        let (ticks, tick) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        async let waking: Void = wake(tick)
        _ = try await work(ticks)
        await waking
    }

    private func wake(_ tick: AsyncStream<Void>.Continuation) async {
        await wakeUp.each(atMost: Self.poll, time: time) { tick.yield() }
        tick.finish()
    }

    /// Claims all that is due, hands it over and marks it.
    /// - Returns: how many rows were claimed.
    public func round() async throws -> Int { try await work(nil) }

    /// Claims what is due and leaves out what is not to be sent any more.
    func claim(atMost limit: Int, without domains: [String], now: Timestamp) async throws -> OutboxFound {
        try await database.transaction { tx in
            var claimed = try OutboxTable.claim(
                limit: limit, without: domains, owner: owner, lease: now.adding(Self.lease), now: now, in: tx)
            let count = claimed.count
            try claimed.removeAll { row in
                guard let obstacle = try obstacle(row, now: now) else { return false }
                finish(row, as: obstacle, reply: obstacle == Self.undeliverable ? row.refusal : nil, now: now, in: tx)
                return true
            }
            return OutboxFound(at: now, count: count, rows: claimed)
        }
    }

    /// Why a claimed row is not sent any more.
    private func obstacle(_ row: OutboxRow, now: Timestamp) throws -> String? {
        if let notAfter = row.notAfter, notAfter < now { return "expired" }
        if row.linkEnded != nil { return "superseded" }
        guard let instance = row.instance else { return nil }  // a code that somebody asked for: it proves the address
        if let state = row.stayState, let revision = row.stayRevision {
            guard let stays = row.stays, try Stays.decode(stays, of: instance)[state] == revision else {
                return "superseded"
            }
        }
        return row.refusal == nil ? nil : Self.undeliverable
    }

    /// As a group of one, whose writes travel in sets.
    func mark(_ outcomes: [(OutboxRow, DeliveryOutcome)]) async throws {
        let now = time.now
        let results = try await database.group(
            readingAhead: [],
            [{ @Sendable tx in for (row, outcome) in outcomes { mark(row, outcome, now: now, in: tx) } }])
        for result in results { try result.get() }
    }

    private func mark(_ row: OutboxRow, _ outcome: DeliveryOutcome, now: Timestamp, in tx: borrowing Transaction) {
        switch outcome {
        case .accepted:
            if row.refusal != nil, let key = row.personKey { tx.write(RefusedAddressTable.remove, .bytes(key)) }
            finish(row, as: "sent", now: now, in: tx)
        case .undeliverable(let reply):
            // a full mailbox, or a message that is too large, says nothing about the next message
            if let key = row.personKey, Undelivered.Cause(reply: reply) == .noSuchMailbox {
                tx.write(RefusedAddressTable.add, .bytes(key), now.sql, .text(reply))
            }
            finish(row, as: Self.undeliverable, reply: reply, now: now, in: tx)
        case .retry(let reply): postpone(row, because: reply, now: now, in: tx)
        case .blocked(let reply):
            let next = now.adding(RetryPolicy.pause)
            tx.write(OutboxTable.putBack, .text(row.id), .text(owner), next.sql, .text(reply))
        case .unknown(let reply) where row.policy == "hold":
            bury(row, because: "unknown whether it was taken: \(reply)", in: tx)
        case .unknown(let reply): postpone(row, because: reply, now: now, in: tx)
        case .unsendable(let reason): bury(row, because: reason, in: tx)
        }
    }

    private func finish(
        _ row: OutboxRow, as outcome: String, reply: String? = nil, now: Timestamp, in tx: borrowing Transaction
    ) {
        OutboxTable.finish(row.id, as: outcome, reply: reply, owner: owner, now: now, on: database.kind, in: tx)
    }

    private func postpone(_ row: OutboxRow, because reply: String, now: Timestamp, in tx: borrowing Transaction) {
        if row.attempts >= RetryPolicy.attemptsMax {
            bury(row, because: reply, in: tx)
        } else {
            let next = now.adding(RetryPolicy.wait(after: Int(row.attempts), of: row.id))
            tx.write(OutboxTable.retry, .text(row.id), .text(owner), next.sql, .text(reply))
        }
    }

    private func bury(_ row: OutboxRow, because reason: String, in tx: borrowing Transaction) {
        tx.write(OutboxTable.bury, .text(row.id), .text(owner), .text(reason))
    }

    /// Gives rows back of which no byte was sent.
    func release(_ rows: [OutboxRow]) async throws {
        let now = time.now
        let results = try await database.group(
            readingAhead: [],
            [
                { @Sendable tx in
                    for row in rows { tx.write(OutboxTable.release, .text(row.id), .text(owner), now.sql) }
                }
            ])
        for result in results { try result.get() }
    }
}
