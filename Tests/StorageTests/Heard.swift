import Storage
import Synchronization

/// What the commands of a group heard, kept beyond the rolled back transaction.
final class Heard: Sendable {
    private let state = Mutex<[DatabaseError?]>([])

    var errors: [DatabaseError?] { state.withLock { $0 } }

    func append(_ error: DatabaseError?) {
        state.withLock { $0.append(error) }
    }
}
