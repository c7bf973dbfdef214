import ServiceLifecycle
import Synchronization

/// Whether requests are welcome: from listening until shutdown begins.
///
/// The last of the group, so the first to stop.
final class Readiness: Service {
    private let state = Mutex(false)

    var isReady: Bool { state.withLock(\.self) }

    func begin() { state.withLock { $0 = true } }

    func run() async throws {
        // a cancelled group is no more ready than one that shuts down
        try? await gracefulShutdown()
        state.withLock { $0 = false }
    }
}
