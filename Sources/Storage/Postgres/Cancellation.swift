import Dispatch
import Synchronization

/// Carries a task's cancellation to the server while that task's read runs, and never to somebody else's statement.
final class Cancellation: Sendable {
    private struct State {
        var isCancelled = false
        var running: PostgresCanceller?
    }

    private let state = Mutex(State())

    /// The read begins on a connection; false if its task was cancelled before.
    func begin(_ canceller: PostgresCanceller) -> Bool {
        state.withLock { state in
            state.running = canceller
            return !state.isCancelled
        }
    }

    /// The read has ended; waits for a cancellation under way, so that none reaches what runs next.
    func end() {
        state.withLock { $0.running = nil }
    }

    /// The task was cancelled: the server is told from another thread, because telling it takes a connection's time.
    func cancel() {
        let isRunning = state.withLock { state in
            state.isCancelled = true
            return state.running != nil
        }
        guard isRunning else { return }
        let queue = DispatchQueue(label: "genkan.pg-cancel")
        queue.async { self.stop(queue) }
    }

    /// Says it again until the read has ended: between two statements nobody hears it.
    private func stop(_ queue: DispatchQueue) {
        let isRunning = state.withLock { state in
            state.running?.cancel()
            return state.running != nil
        }
        guard isRunning else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(100)) { self.stop(queue) }
    }
}
