import ServiceLifecycle
import Storage

/// Closes the store when everything that uses it has ended: the first of the group, so the last to stop.
///
/// A disk that fails under a file ends the group at once (`commit.md` 13).
struct DatabaseLife: Service {
    let database: any Database

    func run() async throws {
        if let file = database as? SQLiteDatabase {
            for await error in file.failures.cancelOnGracefulShutdown() {
                // what was answered is on the disk, and the next start reads what else is
                try? await database.close()
                throw Failure("Error: \(error.message); look at the disk, then start 'genkan serve' again")
            }
        }
        // a group that fails cancels instead; the store is closed all the same
        try? await gracefulShutdown()
        try await database.close()
    }
}
