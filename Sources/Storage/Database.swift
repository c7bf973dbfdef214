/// A store in which a command becomes durable, whole or not at all.
///
/// Bodies are synchronous on purpose: nothing can wait for a mail, a network or a person between `begin` and `commit`.
public protocol Database: Sendable {
    /// Runs `body` in one write transaction and commits it.
    ///
    /// Rolls back and rethrows what `body` throws. Once begun it is not cancelled with the calling task: it commits, or
    /// fails for a reason of its own. `body` has no effect but its statements, because a store may run it again.
    /// - Throws: ``DatabaseError`` of a statement, of a write that was still queued, or of the commit itself.
    func transaction<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T

    /// Runs `body` in one read transaction: every statement of it sees the same snapshot.
    ///
    /// - Throws: ``DatabaseError/Code/readOnly`` when `body` tries to write.
    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T

    /// Closes every connection after what is under way has ended; later calls throw ``DatabaseError/Code/closed``.
    func close() async throws
}
