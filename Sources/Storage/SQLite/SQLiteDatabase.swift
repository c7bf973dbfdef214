import GRDB

/// A store in one SQLite file: write-ahead log, `synchronous = FULL`, foreign keys on, one writer.
///
/// Writes run one after the other on a queue of their own; reads run beside them on read-only connections, each on the
/// snapshot of its beginning. Another process that holds the lock is waited for, at most 5 s.
public final class SQLiteDatabase: Database {
    /// The error of the disk after which nothing is written any more, as soon as there is one.
    ///
    /// A process that serves ends then and starts again; until it does, reads go on and every write throws that error.
    public let failures: AsyncStream<DatabaseError>
    private let writer: SQLiteWriter
    private let pool: DatabasePool

    private init(writer: SQLiteWriter, pool: DatabasePool, failures: AsyncStream<DatabaseError>) {
        self.writer = writer
        self.pool = pool
        self.failures = failures
    }

    /// Opens the file at `path` and makes it, and its folder, if they are missing.
    ///
    /// A file we make may be read and written by its owner only (0600), a folder likewise (0700).
    /// - Parameter isCheckedAfterUncleanEnd: whether to look at its pages first where the last writer was killed; that reads
    ///   the whole file.
    /// - Throws: ``DatabaseError/Code/cannotOpen``, ``DatabaseError/Code/readOnly`` or ``DatabaseError/Code/corrupt``,
    ///   each with a message that says how to mend it.
    public static func open(path: String, isCheckedAfterUncleanEnd: Bool = false) async throws -> SQLiteDatabase {
        let (failures, failure) = AsyncStream.makeStream(of: DatabaseError.self, bufferingPolicy: .bufferingOldest(1))
        let writer = SQLiteWriter { failure.yield($0) }
        let file = SQLiteFile(path: path, isCheckedAfterUncleanEnd: isCheckedAfterUncleanEnd)
        let pool = try await writer.open(file)
        return SQLiteDatabase(writer: writer, pool: pool, failures: failures)
    }

    /// A file.
    public var kind: StoreKind { .sqlite }

    /// See ``Database/transaction(readingAhead:_:)``; a file answers at once, so nothing is asked ahead.
    public func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        try await writer.transaction(body)
    }

    /// See ``Database/group(readingAhead:_:)``; each body runs in a savepoint of its own.
    public func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        try await writer.group(bodies)
    }

    /// See ``Database/read(_:)``; throws `CancellationError` when the calling task is cancelled.
    public func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        do {
            return try await pool.read { connection in
                let port = SQLitePort(connection)
                let value = try body(Transaction(port))
                try port.flush()
                return value
            }
        } catch is DatabaseError where Task.isCancelled {
            throw CancellationError()  // the statement was interrupted, nothing is wrong with the store
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error, statement: "read", transactionEnded: true)
        }
    }

    /// Closes the writer, then the readers.
    public func close() async throws {
        try await writer.close()
    }
}
