/// An SQL statement with a name that reappears in errors and logs.
///
/// Statements are constants: their text is never put together at run time.
public struct Statement: Sendable, Hashable {
    /// Dotted name, `instance.load`.
    public let name: String
    /// The text for SQLite, whose parameters are numbered with a question mark.
    let sqlite: String
    /// The text for PostgreSQL, whose parameters are numbered with a dollar sign.
    let postgres: String

    /// Takes one text for both stores, its parameters written with a dollar sign.
    ///
    /// To SQLite `$1` is a name, and names are numbered by first appearance; so the text is rewritten to `?1` once, here,
    /// outside of literals, quoted names and comments.
    public init(_ name: String, _ sql: String) {
        self.init(name, sqlite: Self.numberingParameters(in: sql), postgres: sql)
    }

    /// Takes a text for each store: SQLite's is written with `?1`, PostgreSQL's with `$1`.
    public init(_ name: String, sqlite: String, postgres: String) {
        self.name = name
        self.sqlite = sqlite
        self.postgres = postgres
    }
}
