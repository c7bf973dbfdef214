import Dispatch

/// Lets a blocking body and a task tell each other how far they are.
public final class Gate: Sendable {
    private let signals = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]

    /// Both doors are closed.
    public init() {}

    /// Lets one through, now or as soon as somebody comes.
    public func open(_ index: Int) {
        signals[index].signal()
    }

    /// Blocks the thread until the door was opened.
    public func wait(_ index: Int) {
        signals[index].wait()
    }

    /// As `wait`, without blocking a task's thread.
    public func waited(_ index: Int) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [signals] in
                signals[index].wait()
                continuation.resume()
            }
        }
    }
}
