public import Statecharts

/// How many there may be in a time: mails to an address where nobody has signed in, codes of a network, look-ups (S-8).
public struct Quota: Sendable, Hashable {
    /// In any hour.
    public var perHour: Int
    /// In any 24 hours.
    public var perDay: Int

    /// Makes a quota.
    public init(perHour: Int, perDay: Int) { (self.perHour, self.perDay) = (perHour, perDay) }

    /// To an address never verified, of all kinds together and whoever asks.
    public static let unverified = Quota(perHour: 3, perDay: 10)

    /// What workflows may use up of it: so there is room for a code, by which the address's owner signs in.
    public static let unverifiedByWorkflows = Quota(perHour: 2, perDay: 7)

    /// Whole seconds to wait until then, one at least: for `Retry-After`.
    public static func seconds(from now: Timestamp, until room: Timestamp) -> Int {
        Int(max(1, (room.microseconds - now.microseconds + 999_999) / 1_000_000))
    }

    /// When there is room for one more after those at these times, oldest first; absent if there is room now.
    func room(after times: [Timestamp], now: Timestamp) -> Timestamp? {
        func end(of span: Span, most: Int) -> Timestamp? {
            let within = times.filter { $0 > now.adding(Span(microseconds: -span.microseconds)) }
            guard within.count >= most else { return nil }
            return (most > 0 ? within[within.count - most] : now).adding(span)
        }
        return [end(of: .hours(1), most: perHour), end(of: .hours(24), most: perDay)].compactMap(\.self).max()
    }
}
