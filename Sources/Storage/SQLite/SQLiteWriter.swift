import GRDB

/// The one writer: runs on a queue of its own, so that waiting for the disk blocks nobody else's Swift.
actor SQLiteWriter {
    private let executor = QueueExecutor(label: "genkan.sqlite-writer")
    private let whenBroken: @Sendable (DatabaseError) -> Void
    private var pool: DatabasePool?
    /// The disk's error after which nobody knows what the file holds until it is opened anew.
    private var broken: DatabaseError?

    init(whenBroken: @escaping @Sendable (DatabaseError) -> Void) {
        self.whenBroken = whenBroken
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    func open(_ file: SQLiteFile) throws -> DatabasePool {
        let pool = try file.open()
        self.pool = pool
        return pool
    }

    func transaction<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) throws -> T {
        try committing { port in try body(Transaction(port)) }
    }

    func group<T: Sendable>(
        _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) throws -> [Result<T, any Error>] {
        try committing { port in
            try bodies.map { body in
                do {
                    return .success(try port.savepoint { try body(Transaction(port)) })
                } catch {
                    // a full disk and its like may have ended the transaction: then nobody's writes are left
                    if let ended = port.end { throw ended }
                    return .failure(error)
                }
            }
        }
    }

    private func committing<T: Sendable>(_ body: (SQLitePort) throws -> T) throws -> T {
        guard let pool else { throw DatabaseError(.closed, message: "the database was closed") }
        if let broken { throw broken }
        return try pool.writeWithoutTransaction { connection in
            let port = SQLitePort(connection)
            do {
                try port.begin()
                let value = try body(port)
                try port.commit()
                return value
            } catch {
                // what the body swallowed counts as well
                if let cause = port.diskError {
                    // the file is given up, so it does not matter whether this can be written
                    try? port.rollBack()
                    throw stop(cause, wasCommitting: port.isCommitting)
                }
                try port.rollBack()
                throw error
            }
        }
    }

    /// After an error of the disk nothing is written any more: what the system has in memory of a file may be gone although
    /// a second try succeeds, so only the log on the disk, read at the next start, tells what is there.
    private func stop(_ cause: DatabaseError, wasCommitting: Bool) -> DatabaseError {
        let broken = DatabaseError(
            .io, statement: cause.statement,
            message: "the disk failed, and nothing is written until the program has started again: \(cause.message)",
            transactionEnded: true)
        self.broken = broken
        whenBroken(broken)
        guard wasCommitting else { return broken }
        return DatabaseError(
            .commitUnknown, statement: "commit",
            message: "the disk failed amid a commit; the next start finds out whether it is stored: \(cause.message)",
            transactionEnded: true)
    }

    func close() throws {
        guard let pool else { return }
        do {
            // Readers go last and may not write, so nobody else empties the log; one that is left tells of an unclean end.
            // Where that fails, nothing is lost: the next one to open reads the log.
            if broken == nil {
                try? pool.writeWithoutTransaction { try $0.execute(sql: "pragma wal_checkpoint(truncate)") }
            }
            try pool.close()
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error, statement: "close", transactionEnded: true)
        }
        self.pool = nil
    }
}
