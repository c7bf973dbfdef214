/// Why a store did not do what it was asked, for the log and the operator.
///
/// `message` says what happened and, where somebody can mend it, how; it never holds a bound value.
public struct DatabaseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public enum Code: Sendable, Hashable {
        /// Another process holds the lock; the same transaction may be tried again. On PostgreSQL
        /// ``DatabaseError/sqlState`` tells a lock waited for in vain (55P03) from a deadlock (40P01).
        case busy
        /// All connections are in use and too many callers wait for one, or waited too long; nothing was begun.
        case overloaded
        /// A statement ran longer than it may.
        case timedOut
        /// The connection to the server is gone; nothing of the transaction is in the store.
        case connectionLost
        /// The connection was lost between sending the commit and its answer: the transaction is in the store or is not.
        case commitUnknown
        /// A constraint refused the row. `name` is the constraint's, or the columns' (`table.column, table.column`)
        /// where the store does not tell the name (SQLite: unique, not null); empty for a foreign key.
        case constraint(Constraint, name: String)
        /// A write found none of the one row that it has to change; the transaction may be run again from its start.
        case lostRow
        /// No room on the disk (SQLite: or in the limit of pages).
        case full
        /// A write in a read transaction, or a store that may not be written.
        case readOnly
        /// The store cannot be opened.
        case cannotOpen
        /// The file is damaged, or is no database.
        case corrupt
        /// The disk failed. What was under way is lost or unknown; never retried as if nothing had happened.
        case io
        /// Everything in this store lives elsewhere now, or is on its way here; the message says where.
        case moved
        /// The store was closed.
        case closed
        /// An applied migration differs from this program's, or was skipped.
        case migrationChanged
        /// An applied migration is not known to this program.
        case migrationUnknown
        /// A row has not the column or the type that its reader expects.
        case unexpectedRow
        /// Anything else: a statement that cannot be prepared, the wrong number of values.
        case other
    }

    /// What a constraint demanded.
    public enum Constraint: Sendable, Hashable {
        case unique, check, notNull, foreignKey, type, trigger
    }

    /// What kind of thing went wrong.
    public let code: Code
    /// The name of the statement at fault, if one is.
    public let statement: String?
    /// What happened, in English; never a bound value.
    public let message: String
    /// Nothing of the transaction survived, work before this statement and other savepoints included.
    public let transactionEnded: Bool
    /// The five characters by which PostgreSQL names the error, `23505`; nil on the other store.
    public let sqlState: String?

    /// Makes an error, also for stores of other modules and for tests.
    public init(
        _ code: Code,
        statement: String? = nil,
        message: String,
        transactionEnded: Bool = false,
        sqlState: String? = nil,
    ) {
        self.code = code
        self.statement = statement
        self.message = message
        self.transactionEnded = transactionEnded
        self.sqlState = sqlState
    }

    /// The statement's name and the message.
    public var description: String {
        statement.map { "\($0): \(message)" } ?? message
    }
}
