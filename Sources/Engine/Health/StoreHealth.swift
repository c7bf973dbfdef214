public import Statecharts
public import Storage

/// How a store is doing, in figures that an operator can act on.
public struct StoreHealth: Sendable {
    /// How many dead letters there are, and the oldest of them.
    public var deadCount: Int64
    /// At most 20.
    public var dead: [DeadLetter]
    /// How long the most overdue message and timer have been due; not positive when nothing is.
    public var messageLateness: Span
    /// The same of timers.
    public var timerLateness: Span
    /// Instances that a broken invariant stopped, with the cause; at most 20.
    public var stuck: [(id: InstanceID, cause: String)]
    /// Sealing keys by which messages wait, and how many.
    public var keysInUse: [(id: Int64, count: Int64)]

    /// Reads the figures in one snapshot; looks through all instances.
    public static func read(_ database: any Database, now: Timestamp) async throws -> StoreHealth {
        try await database.read { tx in
            StoreHealth(
                deadCount: try tx.rows(HealthTable.deadCount).first?.integer(0) ?? 0,
                dead: try Outbox.dead(limit: 20, in: tx),
                messageLateness: try lateness(HealthTable.oldestMessage, now, in: tx),
                timerLateness: try lateness(HealthTable.oldestTimer, now, in: tx),
                stuck: try tx.rows(HealthTable.stuck, .integer(20)).map {
                    (InstanceID(try $0.text(0)), try $0.text(1))
                },
                keysInUse: try tx.rows(HealthTable.keysInUse).map { (try $0.integer(0), try $0.integer(1)) })
        }
    }

    private static func lateness(
        _ oldest: Statement, _ now: Timestamp, in tx: borrowing Transaction
    ) throws -> Span {
        guard let due = try tx.rows(oldest).first?.optionalTimestamp(0) else { return Span(microseconds: 0) }
        return Span(microseconds: now.microseconds - due.microseconds)
    }
}
