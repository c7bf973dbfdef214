import ServiceLifecycle
import Storage

/// Closes the store when everything that uses it has ended: the first of the group, so the last to stop.
struct DatabaseLife: Service {
    let database: any Database

    func run() async throws {
        // a group that fails cancels instead; the store is closed all the same
        try? await gracefulShutdown()
        try await database.close()
    }
}
