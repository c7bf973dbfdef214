public import Engine
public import Statecharts
import Synchronization

/// A clock that stands until a test moves it.
public final class ManualTime: TimeSource {
    private let moment: Mutex<Timestamp>
    private let passed = Mutex(Span(microseconds: 0))

    /// Begins at the moment, by default 2026-11-21T00:00:00Z.
    public init(_ start: Timestamp = Timestamp(microseconds: 1_795_219_200_000_000)) { moment = Mutex(start) }

    /// The moment that the test has set.
    public var now: Timestamp { moment.withLock { $0 } }

    /// How far the test has moved it forwards; moving it backwards is what happens to a time of day only.
    public var steady: Span { passed.withLock { $0 } }

    /// Moves the clock; backwards with a negative span.
    public func advance(_ span: Span) {
        moment.withLock { $0 = $0.adding(span) }
        passed.withLock { $0 = $0 + max(Span(microseconds: 0), span) }
    }

    /// Returns at once: nothing waits for a clock that only the test moves.
    public func pause(_ span: Span) async { await Task.yield() }
}
