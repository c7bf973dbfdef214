/// An SQL statement with a name that reappears in errors and logs.
///
/// Statements are constants: their text is never put together at run time. Two statements are equal if they are the
/// same constant, so that a connection finds what it prepared without reading the text again.
public struct Statement: Sendable, Hashable {
    /// How many rows a write has to change.
    public enum Changes: Sendable {
        case any
        /// None changed is ``DatabaseError/Code/lostRow``, and nothing of the transaction is committed.
        ///
        /// The PostgreSQL text sees to it by itself through `genkan.must_be`, before the commit behind it in the same
        /// round trip.
        case exactlyOne
    }

    /// Dotted name, `instance.load`.
    public var name: String { text.name }
    /// How many rows it has to change, if it is a write.
    public var changes: Changes { text.changes }
    /// The text for SQLite, whose parameters are numbered with a question mark.
    var sqlite: String { text.sqlite }
    /// The text for PostgreSQL, whose parameters are numbered with a dollar sign.
    var postgres: String { text.postgres }
    /// PostgreSQL's text for many bindings at once: parameter n is the array of what would be `$n`.
    ///
    /// It looks up binding by binding: by `= any($1)` where only one index can serve it, else `lateral … offset 0`, so
    /// that no plan begins with the table and reads all of it.
    /// The answer of a query begins with a column that the single form has not: the number, from 1, of the binding that
    /// the row belongs to.
    var many: String? { text.many }
    /// How many of the first values name the row that a write touches; what goes together touches each row once.
    var keyCount: Int { text.keyCount }

    private let text: StatementText

    /// Takes one text for both stores, its parameters written with a dollar sign.
    ///
    /// To SQLite `$1` is a name, and names are numbered by first appearance; so the text is rewritten to `?1` once, here,
    /// outside of literals, quoted names and comments.
    public init(_ name: String, _ sql: String, many: String? = nil, key keyCount: Int = 1, changes: Changes = .any) {
        self.init(
            name, sqlite: Self.numberingParameters(in: sql), postgres: sql, many: many, key: keyCount, changes: changes)
    }

    /// Takes a text for each store: SQLite's is written with `?1`, PostgreSQL's with `$1`.
    public init(
        _ name: String, sqlite: String, postgres: String, many: String? = nil, key keyCount: Int = 1,
        changes: Changes = .any
    ) {
        text = StatementText(
            name: name, sqlite: sqlite, postgres: postgres, many: many, keyCount: keyCount, changes: changes)
    }

    /// By identity.
    public static func == (left: Statement, right: Statement) -> Bool { left.text === right.text }

    /// By identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(text)) }
}

/// Held once per constant, for its identity.
private final class StatementText: Sendable {
    let name: String
    let sqlite: String
    let postgres: String
    let many: String?
    let keyCount: Int
    let changes: Statement.Changes

    init(
        name: String, sqlite: String, postgres: String, many: String?, keyCount: Int, changes: Statement.Changes
    ) {
        self.name = name
        self.sqlite = sqlite
        self.postgres = postgres
        self.many = many
        self.keyCount = keyCount
        self.changes = changes
    }
}
