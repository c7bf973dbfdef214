import Foundation
public import Statecharts

/// Where time comes from: the host's clock, the database's, or one that a test moves.
public protocol TimeSource: Sendable {
    /// The present moment.
    var now: Timestamp { get }
    /// How long it is since some moment, by a clock that nobody sets; only lengths are measured with it.
    var steady: Span { get }
    /// Whether `now` may fire timers; people's commands go on without.
    var isSure: Bool { get }
    /// Waits by the monotonic clock; returns early when the task is cancelled.
    func pause(_ span: Span) async
}

extension TimeSource {
    /// A clock that asks nobody cannot lose its teacher.
    public var isSure: Bool { true }
}

/// The host's clock.
public struct SystemTime: TimeSource {
    private static let origin = ContinuousClock.now

    /// Makes the clock.
    public init() {}

    /// The host's time.
    public var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    /// Since it was asked for the first time; runs on evenly, also while the host sleeps.
    public var steady: Span {
        let elapsed = (ContinuousClock.now - Self.origin).components
        return Span(microseconds: elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000)
    }

    /// Sleeps.
    public func pause(_ span: Span) async { try? await Task.sleep(for: .microseconds(span.microseconds)) }
}
