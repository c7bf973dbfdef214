import GRDB

/// The one writer: runs on a queue of its own, so that waiting for the disk blocks nobody else's Swift.
actor SQLiteWriter {
    private let executor = QueueExecutor(label: "genkan.sqlite-writer")
    private var pool: DatabasePool?

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
        return try pool.writeWithoutTransaction { connection in
            let port = SQLitePort(connection)
            try port.begin()
            do {
                let value = try body(port)
                try port.commit()
                return value
            } catch {
                try port.rollBack()
                throw error
            }
        }
    }

    func close() throws {
        guard let pool else { return }
        do {
            try pool.close()
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error, statement: "close", transactionEnded: true)
        }
        self.pool = nil
    }
}
