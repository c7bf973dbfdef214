import Foundation
import Synchronization

/// Runs an actor's jobs in order on a thread of its own; they may block, for nobody else waits for that thread.
package final class ThreadExecutor: SerialExecutor {
    private let inbox = Inbox()

    /// Starts the thread, which ends with the executor.
    package init(name: String) {
        let thread = Thread { [inbox] in inbox.work() }
        thread.name = name
        thread.start()
    }

    deinit {
        inbox.close()
    }

    /// Puts a job behind the others.
    package func enqueue(_ job: consuming ExecutorJob) {
        unsafe inbox.put(Inbox.Item(UnownedJob(job), on: asUnownedSerialExecutor()))
    }
}

/// What the thread and those who give it work share; outlives the executor by the last turn of the loop.
private final class Inbox: Sendable {
    /// A job runs once, and its caller holds the actor, and so the executor, until then.
    @safe struct Item: Sendable {
        private let job: UnownedJob
        private let executor: UnownedSerialExecutor

        init(_ job: UnownedJob, on executor: UnownedSerialExecutor) {
            self.job = job
            unsafe self.executor = unsafe executor
        }

        func run() {
            unsafe job.runSynchronously(on: executor)
        }
    }

    private struct State {
        var items: [Item] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func put(_ item: Item) {
        state.withLock { $0.items.append(item) }
        signal.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        signal.signal()
    }

    func work() {
        var isClosed = false
        while !isClosed {
            signal.wait()
            let items: [Item]
            (items, isClosed) = state.withLock { state in
                defer { state.items.removeAll(keepingCapacity: true) }
                return (state.items, state.isClosed)
            }
            for item in items { item.run() }
        }
    }
}
