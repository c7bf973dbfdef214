import Statecharts
import Synchronization

/// What a group may still read and step between its lock and its write (`commit.md` 3).
///
/// The clock is the steady one: nothing that is decided or written depends on it, only who shares a commit.
final class GroupBudget: Sendable {
    private struct Spent {
        var began: Span
        var bytes: Int
    }

    private let spent = Mutex<Spent?>(nil)
    private let time: any TimeSource

    init(_ time: any TimeSource) { self.time = time }

    /// Counts a context that was read; the time begins with the first one, when the group holds its locks.
    /// - Throws: ``LeftOut/full`` for all but the first command of a group that has used its budget up.
    func take(contextBytes: Int) throws {
        let now = time.steady
        try spent.withLock { spent in
            guard var sum = spent else { return spent = Spent(began: now, bytes: contextBytes) }
            let isLate = now - sum.began > Limits.groupSteppingMax
            if isLate || sum.bytes + contextBytes > Limits.groupContextBytesMax { throw LeftOut.full }
            sum.bytes += contextBytes
            spent = sum
        }
    }
}
