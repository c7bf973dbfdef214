import Synchronization

/// What a group may still read and step between its lock and its write (`commit.md` 3).
///
/// The clock is the machine's own: nothing that is decided or written depends on it, only who shares a commit.
final class GroupBudget: Sendable {
    private let began = ContinuousClock.now
    private let bytes = Mutex(0)

    /// Counts a context that was read.
    /// - Throws: ``LeftOut/full`` for all but the first command of a group that has used its budget up.
    func take(contextBytes: Int) throws {
        let before = bytes.withLock { bytes in
            defer { bytes += contextBytes }
            return bytes
        }
        guard before > 0 else { return }
        if before + contextBytes > Limits.groupContextBytesMax || ContinuousClock.now - began > Limits.groupSteppingMax
        {
            throw LeftOut.full
        }
    }
}
