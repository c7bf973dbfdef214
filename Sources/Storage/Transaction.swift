/// An open transaction, lent to the body that ``Database`` runs; it cannot leave it.
///
/// A statement that failed outside of a ``savepoint(_:)`` has ended the transaction's chance to commit: everything after
/// it throws the same error, also when `body` catches it. So both stores agree on what a failure takes with it.
public struct Transaction: ~Copyable {
    /// The store's side of it.
    package let port: any TransactionPort
    private let memory = TransactionMemory()

    /// Lends a store's side, or one that notes what it passes on.
    package init(_ port: any TransactionPort) {
        self.port = port
    }

    /// Queues a write; it travels with the next reading call, savepoint or the commit, and fails there.
    public func write(_ statement: Statement, _ values: SQLValue...) {
        write(statement, values)
    }

    /// Queues a write whose values are in an array.
    public func write(_ statement: Statement, _ values: [SQLValue]) {
        memory.forget(statement)
        port.queue(statement, values)
    }

    /// Queues a write once for each row of values; PostgreSQL takes them in one statement if it has a text for many.
    func write(_ statement: Statement, each rows: [[SQLValue]]) {
        guard !rows.isEmpty else { return }
        memory.forget(statement)
        port.queue(statement, each: rows)
    }

    /// What was read under this name, unless the transaction has written to its table since; else what `read` gives.
    ///
    /// For what one transaction asks again and again: on PostgreSQL every question is a round trip. What
    /// ``write(_:_:)`` and ``changed(_:_:)`` do counts as writing, to the table with which the statement's name begins;
    /// a savepoint that is taken back takes everything remembered with it.
    /// - Parameter name: table and question with its values, `person.id 4711`; always asked for with the same type.
    public func remembering<T>(_ name: String, _ read: () throws -> T) rethrows -> T {
        if let known = memory.value(name), let value = known as? T { return value }
        let value = try read()
        memory.keep(value, name)
        return value
    }

    /// Sends what is queued, then this query, and returns all its rows.
    public func rows(_ statement: Statement, _ values: SQLValue...) throws -> [Row] {
        try port.rows(statement, values)
    }

    /// Sends what is queued, then this query with values in an array, and returns all its rows.
    public func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] {
        try port.rows(statement, values)
    }

    /// Sends what is queued, then this write, and returns how many rows it inserted, updated or deleted.
    public func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        memory.forget(statement)
        return try port.changed(statement, values)
    }

    /// Sends what is queued, then this write, and returns how many rows it inserted, updated or deleted.
    public func changed(_ statement: Statement, _ values: SQLValue...) throws -> Int {
        try changed(statement, values)
    }

    /// Runs `body` so that it happens whole or not at all, whatever becomes of the rest of the transaction.
    ///
    /// Sends what is queued before `body` and what it queued at its end. When `body` throws, everything it wrote or
    /// queued is taken back and the error rethrown; what was written before stays. After an error that bears
    /// ``DatabaseError/transactionEnded`` nothing stays, and the transaction cannot commit. Savepoints may be nested.
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        do {
            return try port.savepoint(body)
        } catch {
            memory.forgetAll()
            throw error
        }
    }

    /// Sends what is queued.
    public func flush() throws {
        try port.flush()
    }

    /// Sends what is queued, then a text of many statements without parameters: a migration.
    func run(script: String, name: String) throws {
        try port.run(script: script, name: name)
    }
}

/// What a transaction has read and may be asked again, by table.
private final class TransactionMemory {
    private var tables: [Substring: [String: Any]] = [:]

    func value(_ name: String) -> Any? { tables[table(of: name)]?[name] }

    func keep(_ value: Any, _ name: String) { tables[table(of: name), default: [:]][name] = value }

    func forget(_ statement: Statement) { if !tables.isEmpty { tables[table(of: statement.name)] = nil } }

    func forgetAll() { tables = [:] }

    private func table(of name: String) -> Substring { name.prefix { $0 != "." } }
}

/// What a store does for a ``Transaction``; lives on the thread of its connection.
package protocol TransactionPort: AnyObject {
    func queue(_ statement: Statement, _ values: [SQLValue])
    func queue(_ statement: Statement, each rows: [[SQLValue]])
    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row]
    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int
    func savepoint<T>(_ body: () throws -> T) throws -> T
    func flush() throws
    func run(script: String, name: String) throws
}

extension TransactionPort {
    /// One after the other.
    package func queue(_ statement: Statement, each rows: [[SQLValue]]) {
        for values in rows { queue(statement, values) }
    }
}
