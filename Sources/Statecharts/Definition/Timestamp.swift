/// A moment as whole microseconds since 1970-01-01T00:00:00Z.
///
/// Microseconds, because PostgreSQL keeps them: a value that survives one store survives both.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970 UTC.
    public let microseconds: Int64

    /// Makes a moment from microseconds since 1970 UTC.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The moment `span` later; saturates at ± 2⁵³−1 as every integer of the format does.
    public func adding(_ span: Span) -> Timestamp {
        Timestamp(microseconds: Value.saturating(microseconds, plus: span.microseconds))
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

/// A length of time as whole microseconds; a day is 24 hours (`format.md` section 1).
public struct Span: Hashable, Comparable, Sendable {
    /// Microseconds; may be negative as the difference of two moments.
    public let microseconds: Int64

    /// Makes a span from microseconds.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// A span of whole days of 24 hours.
    public static func days(_ count: Int64) -> Span { Span(microseconds: count * 86_400_000_000) }

    /// A span of whole hours.
    public static func hours(_ count: Int64) -> Span { Span(microseconds: count * 3_600_000_000) }

    /// A span of whole minutes.
    public static func minutes(_ count: Int64) -> Span { Span(microseconds: count * 60_000_000) }

    /// One after the other.
    public static func + (left: Span, right: Span) -> Span {
        Span(microseconds: left.microseconds + right.microseconds)
    }

    /// What lies between.
    public static func - (left: Span, right: Span) -> Span {
        Span(microseconds: left.microseconds - right.microseconds)
    }

    /// Orders by length.
    public static func < (left: Span, right: Span) -> Bool { left.microseconds < right.microseconds }
}
