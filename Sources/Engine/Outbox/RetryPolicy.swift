import Statecharts

/// How long to wait before the next attempt: 1, 5, 15 minutes, 1, 4 hours, then 12 hours (RFC 5321, 4.5.4.1).
enum RetryPolicy {
    /// Attempts until a message is a dead letter: more than three days.
    static let attemptsMax = 12
    /// How long nothing is tried after the way out was found blocked.
    static let pause = Span.minutes(1)

    private static let waits: [Span] = [.minutes(1), .minutes(5), .minutes(15), .hours(1), .hours(4), .hours(12)]

    /// Up to an eighth shorter, by the message's id, so that what failed together does not come back together.
    static func wait(after attempts: Int, of id: String) -> Span {
        let full = waits[min(max(attempts - 1, 0), waits.count - 1)].microseconds
        // FNV-1a, whose lowest bits alone would be uneven
        let hash = id.utf8.reduce(UInt64(attempts) ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Span(microseconds: full - full / 8 * Int64((hash >> 32) % 1000) / 1000)
    }
}
