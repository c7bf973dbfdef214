/// An open transaction, lent to the body that ``Database`` runs; it cannot leave it.
///
/// A statement that failed outside of a ``savepoint(_:)`` has ended the transaction's chance to commit: everything after
/// it throws the same error, also when `body` catches it. So both stores agree on what a failure takes with it.
public struct Transaction: ~Copyable {
    /// The store's side of it.
    package let port: any TransactionPort

    /// Lends a store's side, or one that notes what it passes on.
    package init(_ port: any TransactionPort) {
        self.port = port
    }

    /// Queues a write; it travels with the next reading call, savepoint or the commit, and fails there.
    public func write(_ statement: Statement, _ values: SQLValue...) {
        port.queue(statement, values)
    }

    /// Queues a write whose values are in an array.
    public func write(_ statement: Statement, _ values: [SQLValue]) {
        port.queue(statement, values)
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
        try port.changed(statement, values)
    }

    /// Sends what is queued, then this write, and returns how many rows it inserted, updated or deleted.
    public func changed(_ statement: Statement, _ values: SQLValue...) throws -> Int {
        try port.changed(statement, values)
    }

    /// Runs `body` so that it happens whole or not at all, whatever becomes of the rest of the transaction.
    ///
    /// Sends what is queued before `body` and what it queued at its end. When `body` throws, everything it wrote or
    /// queued is taken back and the error rethrown; what was written before stays. After an error that bears
    /// ``DatabaseError/transactionEnded`` nothing stays, and the transaction cannot commit. Savepoints may be nested.
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        try port.savepoint(body)
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

/// What a store does for a ``Transaction``; lives on the thread of its connection.
package protocol TransactionPort: AnyObject {
    func queue(_ statement: Statement, _ values: [SQLValue])
    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row]
    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int
    func savepoint<T>(_ body: () throws -> T) throws -> T
    func flush() throws
    func run(script: String, name: String) throws
}
