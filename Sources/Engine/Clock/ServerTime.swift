public import Statecharts
public import Storage
import Synchronization

/// The database's time, so that hosts over one server agree: the own steady clock, and an offset that is asked for.
///
/// Between two questions nothing but the steady clock counts: a host whose time of day jumps goes on as if nothing were.
public final class ServerTime: TimeSource {
    /// What one question to the server told.
    public struct Reading: Sendable {
        /// By how much the host's time of day is ahead of the database's; negative when it is behind.
        public var skew: Span
        /// How long the answer took; half of it was taken off.
        public var roundTrip: Span

        /// Whether host and database are further apart than two seconds.
        public var isApart: Bool { abs(skew.microseconds) > ServerTime.skewMax.microseconds }
    }

    private struct State {
        /// The database's time when the steady clock began.
        var beginning: Timestamp
        /// When it was last asked for, by the steady clock.
        var askedAt: Span?
    }

    /// An answer that took longer says too little.
    private static let roundTripMax = Span(microseconds: 2_000_000)
    private static let skewMax = Span(microseconds: 2_000_000)
    private static let validFor = Span.minutes(1)

    private let host: any HostClock
    private let state: Mutex<State>

    /// Begins with the host's own time of day, and is not sure of it.
    public init(host: any HostClock = SystemClock()) {
        self.host = host
        state = Mutex(State(beginning: host.wall.adding(Span(microseconds: -host.steady.microseconds))))
    }

    /// The database's time as it was told last, run on by the steady clock.
    public var now: Timestamp { state.withLock { $0.beginning.adding(host.steady) } }

    /// The host's.
    public var steady: Span { host.steady }

    /// Whether the server was asked within the last 60 s.
    public var isSure: Bool {
        let steady = host.steady.microseconds
        return state.withLock { state in
            state.askedAt.map { steady - $0.microseconds <= Self.validFor.microseconds } ?? false
        }
    }

    /// Waits by the steady clock.
    public func pause(_ span: Span) async { await host.pause(span) }

    /// Asks the server, and goes by its time from now on.
    ///
    /// - Throws: `DatabaseError` where it does not answer, or took over 2 s; nothing is changed then.
    @discardableResult
    public func ask(_ database: any Database) async throws -> Reading {
        let host = host
        let (before, theirs, after) = try await database.read { tx in
            let before = host.steady
            guard let theirs = try tx.rows(ClockTable.probe).first?.timestamp(0) else {
                throw DatabaseError(.unexpectedRow, message: "the server does not tell its time")
            }
            return (before, theirs, host.steady)
        }
        let roundTrip = after.microseconds - before.microseconds
        guard roundTrip <= Self.roundTripMax.microseconds else {
            throw DatabaseError(.timedOut, message: "the server took \(roundTrip / 1_000) ms to tell its time")
        }
        let asked = before.microseconds + roundTrip / 2
        let beginning = theirs.adding(Span(microseconds: -asked))
        state.withLock { $0 = State(beginning: beginning, askedAt: Span(microseconds: asked)) }
        let skew = host.wall.microseconds - beginning.microseconds - host.steady.microseconds
        return Reading(skew: Span(microseconds: skew), roundTrip: Span(microseconds: roundTrip))
    }
}

/// The only statement that reads a clock (`commit.md` 12).
enum ClockTable {
    static let probe = Statement(
        "clock.probe", sqlite: "select null", postgres: "select clock_timestamp()")
    static let all = [probe]
}
