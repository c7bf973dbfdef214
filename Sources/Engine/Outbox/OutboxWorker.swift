public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Hands queued messages over: claims, checks, delivers, marks (`commit.md` 10).
///
/// Recovery is the ordinary path.
public struct OutboxWorker: Service {
    private static let batch = 100
    private static let lease = Span.minutes(2)
    private static let attemptsMax = 12
    private static let poll = Span(microseconds: 1_000_000)

    private let database: any Database
    private let outbox: Outbox
    private let deliverer: any Deliverer
    private let time: any TimeSource
    private let wakeUp: WakeUp
    private let owner: String
    private let logger: Logger

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
        await wakeUp.each(atMost: Self.poll, time: time) {
            do {
                while try await round() == Self.batch, !Task.isShuttingDownGracefully {}
            } catch {
                logger.error("the outbox waits for its store", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Claims what is due, hands it over and marks it.
    /// - Returns: how many rows were claimed.
    public func round() async throws -> Int {
        let now = time.now
        let claimed = try await database.transaction { tx in
            var claimed = try OutboxTable.claim(
                limit: Self.batch, owner: owner, lease: now.adding(Self.lease), now: now, in: tx)
            var obstacles: [(id: String, outcome: String)] = []
            try claimed.removeAll { row in
                guard let obstacle = try obstacle(row, now: now) else { return false }
                obstacles.append((row.id, obstacle))
                return true
            }
            OutboxTable.finish(obstacles, owner: owner, now: now, in: tx)
            return claimed
        }
        var outcomes: [(OutboxRow, DeliveryOutcome)] = []
        for (place, row) in claimed.enumerated() {
            // a stopped process would keep the rest from the others until its lease ends
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else {
                try await release(claimed[place...])
                break
            }
            let message: OutgoingMessage
            do {
                message = try outbox.open(row)
            } catch {
                try await bury(row, because: "\(error)")
                continue
            }
            outcomes.append((row, await deliverer.deliver(message)))
        }
        try await mark(outcomes)
        return claimed.count
    }

    /// Why a claimed row is not sent any more.
    private func obstacle(_ row: OutboxRow, now: Timestamp) throws -> String? {
        if let notAfter = row.notAfter, notAfter < now { return "expired" }
        if row.linkEnded != nil { return "superseded" }
        guard let state = row.stayState, let revision = row.stayRevision, let instance = row.instance else {
            return nil
        }
        guard let stays = row.stays else { return "superseded" }
        return try Stays.decode(stays, of: instance)[state] == revision ? nil : "superseded"
    }

    /// As a group of one, whose writes travel in sets.
    private func mark(_ outcomes: [(OutboxRow, DeliveryOutcome)]) async throws {
        guard !outcomes.isEmpty else { return }
        let now = time.now
        let results = try await database.group(
            readingAhead: [],
            [
                { @Sendable tx in
                    var finished: [(id: String, outcome: String)] = []
                    for (row, outcome) in outcomes {
                        switch outcome {
                        case .accepted: finished.append((row.id, "sent"))
                        case .undeliverable: finished.append((row.id, "undeliverable"))
                        case .retry(let reply): postpone(row, because: reply, now: now, in: tx)
                        }
                    }
                    OutboxTable.finish(finished, owner: owner, now: now, in: tx)
                }
            ])
        for result in results { try result.get() }
    }

    private func postpone(_ row: OutboxRow, because reply: String, now: Timestamp, in tx: borrowing Transaction) {
        if row.attempts >= Self.attemptsMax {
            tx.write(OutboxTable.bury, .text(row.id), .text(owner), .text(reply))
        } else {
            let next = now.adding(RetryPolicy.wait(after: Int(row.attempts)))
            tx.write(OutboxTable.retry, .text(row.id), .text(owner), next.sql, .text(reply))
        }
    }

    private func release(_ rows: ArraySlice<OutboxRow>) async throws {
        let now = time.now
        try await database.transaction { tx in
            for row in rows { tx.write(OutboxTable.release, .text(row.id), .text(owner), now.sql) }
        }
    }

    private func bury(_ row: OutboxRow, because reason: String) async throws {
        logger.error("a message cannot be opened", metadata: ["outbox": "\(row.id)", "reason": "\(reason)"])
        try await database.transaction { tx in
            tx.write(OutboxTable.bury, .text(row.id), .text(owner), .text(reason))
        }
    }
}

/// How long to wait before the next attempt: 1, 5, 15 minutes, 1, 4 hours, then 12 hours (RFC 5321, 4.5.4.1).
enum RetryPolicy {
    private static let waits: [Span] = [.minutes(1), .minutes(5), .minutes(15), .hours(1), .hours(4), .hours(12)]

    static func wait(after attempts: Int) -> Span { waits[min(max(attempts - 1, 0), waits.count - 1)] }
}
