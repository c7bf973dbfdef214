public import Engine
public import Statecharts
import Synchronization

/// A host whose two clocks stand until a test moves them.
public final class ManualHost: HostClock {
    private let state: Mutex<(wall: Timestamp, steady: Span)>

    /// Begins at a time of day, whatever the database says.
    public init(_ wall: Timestamp) { state = Mutex((wall, Span.hours(5))) }

    /// The time of day that the test has set.
    public var wall: Timestamp { state.withLock(\.wall) }

    /// How long the host has run.
    public var steady: Span { state.withLock(\.steady) }

    /// Lets time pass.
    public func advance(_ span: Span) {
        state.withLock { state in
            state.wall = state.wall.adding(span)
            state.steady = Span(microseconds: state.steady.microseconds + span.microseconds)
        }
    }

    /// Sets the time of day forward or back; no time passes.
    public func jump(_ span: Span) { state.withLock { $0.wall = $0.wall.adding(span) } }

    /// Returns at once.
    public func pause(_ span: Span) async { await Task.yield() }
}
