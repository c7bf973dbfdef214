import Dispatch

/// Lets a blocking body and a task tell each other how far they are.
final class Gate: Sendable {
    private let signals = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]

    func open(_ index: Int) {
        signals[index].signal()
    }

    func wait(_ index: Int) {
        signals[index].wait()
    }

    /// As `wait`, without blocking a task's thread.
    func waited(_ index: Int) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [signals] in
                signals[index].wait()
                continuation.resume()
            }
        }
    }
}
