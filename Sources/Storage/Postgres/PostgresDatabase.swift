/// A store on PostgreSQL 15 or newer: a bounded pool of connections, one round trip for what needs no answer.
///
/// Transactions are READ COMMITTED; what decides takes its own locks. The tables live in the schema `genkan`. A lost
/// connection is made anew when it is next used, so a server that comes back is found again without anybody's doing.
public final class PostgresDatabase: Database {
    /// What the server is allowed to do but costs durability, a sentence each; found when the store was opened.
    public let warnings: [String]
    private let pool: PostgresPool

    private init(pool: PostgresPool, warnings: [String]) {
        self.pool = pool
        self.warnings = warnings
    }

    /// Reaches the server, and looks at what must hold there.
    ///
    /// - Throws: ``DatabaseError/Code/cannotOpen`` or ``DatabaseError/Code/connectionLost`` with one line that says what
    ///   is wrong and how to mend it; never the URL or its password.
    public static func open(_ settings: PostgresSettings) async throws -> PostgresDatabase {
        let pool = PostgresPool(settings)
        let warnings = try await pool.withConnection { try await $0.open() }
        return PostgresDatabase(pool: pool, warnings: warnings)
    }

    /// A server.
    public var kind: StoreKind { .postgres }

    /// See ``Database/transaction(readingAhead:_:)``.
    public func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        try await pool.withConnection { try await $0.transaction(readingAhead: reads, body) }
    }

    /// See ``Database/group(readingAhead:_:)``; what the bodies write is sent at the end, statement by statement.
    public func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        try await pool.withConnection { try await $0.group(readingAhead: reads, bodies) }
    }

    /// See ``Database/read(_:)``; throws `CancellationError` when the calling task is cancelled, and stops the statement.
    public func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            do {
                return try await pool.withConnection { try await $0.read(cancellation, body) }
            } catch is DatabaseError where Task.isCancelled {
                throw CancellationError()  // the statement was stopped, nothing is wrong with the store
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Closes every connection after what is under way has ended.
    public func close() async throws {
        await pool.close()
    }
}
