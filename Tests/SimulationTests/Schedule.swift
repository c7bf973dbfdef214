import Foundation
import Synchronization
import TestKit

/// Runs all tasks of one simulation on one thread, one job at a time; which job is next is drawn from the seed.
///
/// So nothing depends on the machine: where two tasks could meet in any order, the seed says in which they do.
final class Schedule: TaskExecutor {
    /// All tasks wait, and none will ever be woken.
    struct Stalled: Error {}

    private struct State {
        var jobs: [UnownedJob] = []
        /// Jobs that came from another thread: something is awaited that is no part of the simulation.
        var strangers = 0
    }

    private let state = Mutex(State())
    private let random: SeededRandom
    private let thread: ObjectIdentifier

    private init(seed: UInt64, on thread: Thread) {
        random = SeededRandom(seed: seed)
        self.thread = ObjectIdentifier(thread)
    }

    /// Called by Swift for each piece of a task that can go on.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isStrange = ObjectIdentifier(Thread.current) != thread
        state.withLock { state in
            state.jobs.append(job)
            if isStrange { state.strangers += 1 }
        }
    }

    /// The result of the body, all of whose tasks run here.
    static func run<T: Sendable>(seed: UInt64, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                let schedule = Schedule(seed: seed, on: Thread.current)
                let result = Mutex<Result<T, any Error>?>(nil)
                let task = Task(executorPreference: schedule) { try await body() }
                Task(executorPreference: schedule) {
                    let ending = await task.result
                    result.withLock { $0 = ending }
                }
                continuation.resume(with: schedule.drain { result.withLock { $0 } })
            }
            // a macrostep in a debug build needs more than a thread has by default
            thread.stackSize = 16 << 20
            thread.start()
        }
    }

    private func drain<T>(until ending: () -> Result<T, any Error>?) -> Result<T, any Error> {
        while true {
            let job = state.withLock { state -> UnownedJob? in
                guard !state.jobs.isEmpty else { return nil }
                state.jobs.swapAt(random.number(below: state.jobs.count), state.jobs.count - 1)
                return state.jobs.popLast()
            }
            guard let job else {
                if state.withLock({ $0.strangers }) > 0 { return .failure(Stalled()) }
                return ending() ?? .failure(Stalled())
            }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
