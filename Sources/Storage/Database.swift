/// A store in which a command becomes durable, whole or not at all.
///
/// Bodies are synchronous on purpose: nothing can wait for a mail, a network or a person between `begin` and `commit`.
public protocol Database: Sendable {
    /// Which store it is: for what an operator reads, and for the little that only one of them needs.
    var kind: StoreKind { get }

    /// Runs `body` in one write transaction and commits it.
    ///
    /// Rolls back and rethrows what `body` throws. Once begun it is not cancelled with the calling task: it commits, or
    /// fails for a reason of its own. `body` has no effect but its statements, because a store may run it again.
    /// - Parameter reads: asked together when the transaction begins, in order of their statements' first appearance;
    ///   each statement sees what was committed before it, so a lock that comes first is held when the next one looks. A
    ///   read in `body` with the same statement and values takes the answer, unless something was written before.
    /// - Throws: ``DatabaseError`` of a statement, of a write that was still queued, or of the commit itself.
    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T

    /// Runs many bodies in one write transaction, each whole or not at all, and commits it.
    ///
    /// A body that throws takes back its own writes only; its error is its result, and nothing is lost for the others.
    /// Whether a read in a body sees what bodies of the group have written is the store's choice: a body must not ask.
    /// Bodies do not ask how many rows they changed either; a statement may demand it (``Statement/Changes``).
    /// - Parameter reads: as in ``transaction(readingAhead:_:)``, for all bodies.
    /// - Returns: one result per body, in their order.
    /// - Throws: what ended the transaction as a whole; then nothing of any body is in the store.
    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>]

    /// Runs `body` in one read transaction: every statement of it sees the same snapshot.
    ///
    /// - Throws: ``DatabaseError/Code/readOnly`` when `body` tries to write.
    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T

    /// Closes every connection after what is under way has ended; later calls throw ``DatabaseError/Code/closed``.
    func close() async throws
}

extension Database {
    /// Runs `body` in one write transaction and commits it, with nothing read ahead.
    public func transaction<T: Sendable>(
        _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        try await transaction(readingAhead: [], body)
    }
}

/// The stores that every promise is kept on.
public enum StoreKind: String, Sendable, CaseIterable {
    case sqlite, postgres
}
