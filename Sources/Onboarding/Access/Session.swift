public import Statecharts

/// A session as its owner sees it in the list of his sessions.
public struct Session: Sendable, Hashable {
    /// Opaque id.
    public var id: String
    /// Sign-in.
    public var madeAt: Timestamp
    /// Last use, to the minute.
    public var usedAt: Timestamp
    /// Where it was begun.
    public var visitor: Visitor

    /// How long sessions live without use, and at all (S-10).
    public struct Lifetime: Sendable, Hashable {
        /// Longest pause.
        public var idle: Span
        /// Longest life.
        public var absolute: Span

        /// For customers and partners.
        public static let customer = Lifetime(idle: .hours(8), absolute: .days(30))
        /// For members of a staff group.
        public static let staff = Lifetime(idle: .minutes(30), absolute: .hours(12))
    }

    func isAlive(_ lifetime: Lifetime, at now: Timestamp) -> Bool {
        now < usedAt.adding(lifetime.idle) && now < madeAt.adding(lifetime.absolute)
    }
}
