public import Statecharts

/// The two clocks of a host: what ``ServerTime`` makes the database's time of.
public protocol HostClock: Sendable {
    /// The time of day, which an operator or a time service may move at any moment.
    var wall: Timestamp { get }
    /// How long it is since some moment; runs on evenly, also while the host sleeps.
    var steady: Span { get }
    /// Waits by the steady clock; returns early when the task is cancelled.
    func pause(_ span: Span) async
}

/// The clocks of the host that this runs on.
public struct SystemClock: HostClock {
    private let day = SystemTime()

    /// Makes the clocks.
    public init() {}

    /// The host's time.
    public var wall: Timestamp { day.now }

    /// See ``SystemTime/steady``.
    public var steady: Span { day.steady }

    /// Sleeps.
    public func pause(_ span: Span) async { await day.pause(span) }
}
