import Dispatch
import Synchronization

/// Holds a transaction at a named place until the test lets it go.
final class Stops: Sendable {
    private let armed = Mutex<[String: (arrived: DispatchSemaphore, go: DispatchSemaphore)]>([:])

    /// The next one to come to this place stays there.
    func arm(_ place: String) {
        armed.withLock { $0[place] = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)) }
    }

    /// Called in the transaction, on the thread of its connection.
    func pass(_ place: String) {
        guard let stop = armed.withLock({ $0[place] }) else { return }
        stop.arrived.signal()
        stop.go.wait()
    }

    /// Waits until somebody stands there.
    func reached(_ place: String) async {
        guard let stop = armed.withLock({ $0[place] }) else { return }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                // a test that went another way fails by what it finds, not by standing still
                _ = stop.arrived.wait(timeout: .now() + 30)
                continuation.resume()
            }
        }
    }

    /// Lets whoever stands there go, and all that come later.
    func release(_ place: String) {
        armed.withLock { $0.removeValue(forKey: place) }?.go.signal()
    }
}
