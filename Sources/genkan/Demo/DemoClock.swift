import Engine
import Statecharts
import Synchronization

/// A clock that stands until the story moves it.
final class DemoClock: TimeSource {
    private let moment = Mutex(Timestamp(microseconds: 1_795_251_600_000_000))

    var now: Timestamp { moment.withLock { $0 } }

    var steady: Span { Span(microseconds: now.microseconds) }

    func advance(_ span: Span) { moment.withLock { $0 = $0.adding(span) } }

    func pause(_ span: Span) async { await Task.yield() }
}
