import GRDB

/// A transaction on one SQLite connection.
///
/// Writes queue here as they do on a store across a network, so that both stores fail at the same call.
final class SQLitePort: TransactionPort {
    private let connection: GRDB.Database
    private var queued: [(statement: Statement, values: [SQLValue])] = []
    /// The error that the transaction, or the innermost savepoint, cannot outlive.
    private var failure: DatabaseError?
    /// The first error of the disk, whatever became of the transaction since.
    private(set) var diskError: DatabaseError?
    /// The commit was sent.
    private(set) var isCommitting = false

    init(_ connection: GRDB.Database) {
        self.connection = connection
    }

    /// The error that ended the transaction as a whole, if one has.
    var end: DatabaseError? { failure?.transactionEnded == true ? failure : nil }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        queued.append((statement, values))
    }

    func flush() throws {
        if let failure { throw failure }
        let writes = queued
        queued.removeAll(keepingCapacity: true)
        for write in writes {
            try attempt(write.statement.name) {
                try prepared(write.statement).run(write.values)
            }
            if write.statement.changes == .exactlyOne, connection.changesCount != 1 {
                throw lost(write.statement)
            }
        }
    }

    private func lost(_ statement: Statement) -> DatabaseError {
        let lost = DatabaseError(
            .lostRow, statement: statement.name, message: "the row that it expects has changed or is gone")
        failure = lost
        return lost
    }

    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] {
        try flush()
        return try attempt(statement.name) {
            try prepared(statement).rows(values, name: statement.name)
        }
    }

    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try flush()
        return try attempt(statement.name) {
            try prepared(statement).run(values)
            return connection.changesCount
        }
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try flush()
        try control("savepoint step")
        do {
            let value = try body()
            try flush()
            try control("release step")
            return value
        } catch {
            queued.removeAll(keepingCapacity: true)
            try takeBack()
            throw error
        }
    }

    func run(script: String, name: String) throws {
        try flush()
        try attempt(name) {
            let statements = try connection.allStatements(sql: script)
            while let statement = try statements.next() {
                // so SQLite describes commit, rollback, savepoint and release; begin it refuses by itself
                guard !statement.isReadonly || statement.columnCount > 0 else {
                    throw GRDB.DatabaseError(
                        resultCode: .SQLITE_ERROR,
                        message: "the script would end its transaction; take commit, rollback and pragmas out of it",
                    )
                }
                try statement.execute()
            }
        }
    }

    func begin() throws {
        try control("begin immediate")
    }

    /// Sends what is queued and makes everything durable; once it has thrown, nothing is.
    func commit() throws {
        try flush()
        isCommitting = true
        do {
            try control("commit")
        } catch let error as DatabaseError {
            throw DatabaseError(error.code, statement: "commit", message: error.message, transactionEnded: true)
        }
    }

    /// Takes everything back, if the store has not done so itself.
    func rollBack() throws {
        guard connection.isInsideTransaction else { return }
        failure = nil
        try control("rollback")
    }

    /// After this the transaction is as it was before the innermost savepoint, unless it has ended.
    private func takeBack() throws {
        guard failure?.transactionEnded != true else { return }
        failure = nil
        try control("rollback to step")
        try control("release step")
    }

    private func control(_ sql: String) throws {
        try attempt(sql) { try PreparedStatement(sql, on: connection).run([]) }
    }

    private func attempt<T>(_ name: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as GRDB.DatabaseError {
            // full disks and I/O errors may end the transaction by themselves: nothing before this is left then
            let found = DatabaseError(error, statement: name, transactionEnded: !connection.isInsideTransaction)
            failure = found
            if found.code == .io { diskError = diskError ?? found }
            throw found
        }
    }

    private func prepared(_ statement: Statement) throws -> PreparedStatement {
        try PreparedStatement(statement.sqlite, on: connection)
    }
}
