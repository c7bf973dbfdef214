import Foundation
import GRDB

/// A transaction on one SQLite connection.
///
/// Writes queue here as they do on a store across a network, so that both stores fail at the same call.
final class SQLitePort: TransactionPort {
    private let connection: GRDB.Database
    private var queued: [(statement: Statement, values: [SQLValue])] = []
    /// The error that the transaction, or the innermost savepoint, cannot outlive.
    private var failure: DatabaseError?

    init(_ connection: GRDB.Database) {
        self.connection = connection
    }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        queued.append((statement, values))
    }

    func flush() throws {
        if let failure { throw failure }
        let writes = queued
        queued.removeAll(keepingCapacity: true)
        for write in writes {
            try attempt(write.statement.name) {
                try prepared(write.statement, write.values).execute()
            }
        }
    }

    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] {
        try flush()
        return try attempt(statement.name) {
            let query = try prepared(statement, values)
            let columns = query.columnNames
            let cursor = try GRDB.Row.fetchCursor(query)
            var rows: [Row] = []
            while let row = try cursor.next() {
                let values = try columns.indices.map { index in
                    try value(row[index], of: columns[index], in: statement)
                }
                rows.append(Row(statement: statement.name, columns: columns, values: values))
            }
            return rows
        }
    }

    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try flush()
        return try attempt(statement.name) {
            try prepared(statement, values).execute()
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
        try attempt(name) { try connection.execute(sql: script) }
        guard connection.isInsideTransaction else {
            let error = DatabaseError(
                .other,
                statement: name,
                message: "the script ended its transaction; take begin, commit and rollback out of it",
                transactionEnded: true,
            )
            failure = error
            throw error
        }
    }

    func begin() throws {
        try control("begin immediate")
    }

    /// Sends what is queued and makes everything durable; once it has thrown, nothing is.
    func commit() throws {
        try flush()
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
        try attempt(sql) { try connection.cachedStatement(sql: sql).execute() }
    }

    private func attempt<T>(_ name: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as GRDB.DatabaseError {
            // full disks and I/O errors may end the transaction by themselves: nothing before this is left then
            let found = DatabaseError(error, statement: name, transactionEnded: !connection.isInsideTransaction)
            failure = found
            throw found
        }
    }

    private func prepared(_ statement: Statement, _ values: [SQLValue]) throws -> GRDB.Statement {
        let prepared = try connection.cachedStatement(sql: statement.sqlite)
        try prepared.setArguments(StatementArguments(values.map(Self.argument)))
        return prepared
    }

    private static func argument(_ value: SQLValue) -> DatabaseValue {
        switch value {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }

    private func value(_ found: DatabaseValue, of column: String, in statement: Statement) throws -> SQLValue {
        switch found.storage {
        case .null: return .null
        case .int64(let integer): return .integer(integer)
        case .string(let text): return .text(text)
        case .blob(let data): return .bytes([UInt8](data))
        case .double:
            throw DatabaseError(
                .unexpectedRow,
                statement: statement.name,
                message: "column \(column) of \(statement.name) is a float, and there are no floats",
            )
        }
    }
}
