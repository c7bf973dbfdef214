public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage
import Synchronization

/// Asks the store each second whether it answers, so that nobody who asks for our health waits for it.
///
/// Busy is not ill: a store whose connections are all in use answers somebody.
public final class HealthKeeper: Service {
    private struct State {
        /// When the question that is still open was asked, by the steady clock.
        var askedAt: Span?
        var trouble: String?
        /// When a command last found no room.
        var fullAt: Span?
    }

    private static let poll = Span(microseconds: 1_000_000)
    private static let patience = Span(microseconds: 2_000_000)
    /// So long it is said that the disk is full; then a command may try again.
    private static let fullFor = Span(microseconds: 5_000_000)

    private let database: any Database
    private let time: any TimeSource
    private let host: any HostClock
    private let wakeUp = WakeUp()
    private let logger: Logger
    private let state = Mutex(State())

    /// Makes a keeper of a store that has just answered.
    public init(
        database: any Database, time: any TimeSource, host: any HostClock = SystemClock(), logger: Logger
    ) {
        self.database = database
        self.time = time
        self.host = host
        self.logger = logger
    }

    /// What is wrong with the store, in words for whoever asks; absent when it is well.
    public var trouble: String? {
        let now = host.steady.microseconds
        return state.withLock { state in
            if let asked = state.askedAt, now - asked.microseconds > Self.patience.microseconds {
                return "the store has not answered for \((now - asked.microseconds) / 1_000_000) s"
            }
            if let full = state.fullAt, now - full.microseconds <= Self.fullFor.microseconds {
                return "the store has no room to write; reading goes on"
            }
            return state.trouble
        }
    }

    /// A command found no room on the disk.
    public func noteFull() { state.withLock { $0.fullAt = host.steady } }

    /// Works until shutdown.
    public func run() async throws {
        await wakeUp.each(atMost: Self.poll, time: time) { await self.round() }
    }

    /// Asks once.
    public func round() async {
        let asked = host.steady
        state.withLock { $0.askedAt = asked }
        var trouble: String?
        do {
            try await database.read { tx in
                _ = try tx.rows(HealthTable.ping)
                try MoveRecord.requireHome(in: tx)
            }
        } catch let error as DatabaseError where error.code == .overloaded {
            trouble = nil
        } catch let error as DatabaseError where error.code == .moved {
            trouble = "the store has moved"
            if state.withLock({ $0.trouble != trouble }) { logger.error("\(error.message)") }
        } catch {
            trouble = "the store does not answer"
            if state.withLock({ $0.trouble == nil }) {
                logger.error("the store does not answer", metadata: ["error": "\(error)"])
            }
        }
        let isBack = state.withLock { state in
            defer { (state.askedAt, state.trouble) = (nil, trouble) }
            return state.trouble != nil && trouble == nil
        }
        if isBack { logger.notice("the store answers again") }
    }
}
