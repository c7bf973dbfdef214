import Logging
import ServiceLifecycle
import Statecharts

/// Wakes a worker of this process after a commit; the poll stays the truth (`commit.md` 10).
public final class WakeUp: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// Makes a signal that nobody has given yet.
    public init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Wakes the worker, now or as soon as it listens; many signals count as one.
    public func signal() { continuation.yield() }

    /// Runs `work` at once, at each signal, and at least each `poll`, until graceful shutdown.
    ///
    /// For one worker only.
    func each(atMost poll: Span, time: any TimeSource, work: @escaping @Sendable () async -> Void) async {
        // not cancelled: what is under way ends as it would have, between two commits and never inside one
        await withGracefulShutdownHandler {
            // leaving cancels it
            async let _ = self.tick(poll, time: time)
            self.signal()
            for await _ in self.stream {
                if Task.isCancelled || Task.isShuttingDownGracefully { break }
                await work()
            }
        } onGracefulShutdown: {
            self.continuation.finish()
        }
    }

    /// The same for work that may throw: what it throws is logged with these words, and the next turn is another try.
    func each(
        atMost poll: Span, time: any TimeSource, logger: Logger, whenFailed words: Logger.Message,
        work: @escaping @Sendable () async throws -> Void
    ) async {
        await each(atMost: poll, time: time) {
            do { try await work() } catch { logger.error(words, metadata: ["error": "\(error)"]) }
        }
    }

    private func tick(_ poll: Span, time: any TimeSource) async {
        while !Task.isCancelled {
            await time.pause(poll)
            signal()
        }
    }
}
