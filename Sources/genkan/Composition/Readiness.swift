import Engine
import ServiceLifecycle
import Synchronization

/// Whether requests are welcome: from listening until shutdown begins, while the store answers.
///
/// The last of the group, so the first to stop.
final class Readiness: Service {
    private let health: HealthKeeper
    private let obstacle = Mutex<String?>("starting")

    init(health: HealthKeeper) { self.health = health }

    /// Why requests are not welcome; absent when they are.
    ///
    /// Asks nobody.
    var trouble: String? { obstacle.withLock(\.self) ?? health.trouble }

    func begin() { obstacle.withLock { $0 = nil } }

    func run() async throws {
        // a cancelled group is no more ready than one that shuts down
        try? await gracefulShutdown()
        obstacle.withLock { $0 = "stopping" }
    }
}
