/// Where the store is, as an operator writes it.
public enum DatabaseURL: Sendable, Hashable {
    /// `sqlite:PATH`, for instance `sqlite:genkan-data/genkan.sqlite`.
    case sqlite(path: String)

    /// Reads an operator's text.
    ///
    /// - Throws: ``DatabaseError/Code/cannotOpen`` with what is wrong and what would be right; never repeats the text,
    ///   because a URL may hold a password.
    public init(parsing text: String) throws(DatabaseError) {
        let lowered = text.lowercased()
        if lowered.hasPrefix("postgresql:") || lowered.hasPrefix("postgres:") {
            throw DatabaseError(
                .cannotOpen,
                message: "PostgreSQL comes later: this build serves SQLite only; use a database URL like sqlite:PATH",
            )
        }
        guard lowered.hasPrefix("sqlite:") else {
            throw DatabaseError(
                .cannotOpen,
                message: "the database URL does not begin with sqlite: as in sqlite:genkan-data/genkan.sqlite",
            )
        }
        var path = String(text.dropFirst("sqlite:".count))
        if path.hasPrefix("//") { path.removeFirst(2) }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw DatabaseError(
                .cannotOpen,
                message: "the database URL names no file; write for instance sqlite:genkan-data/genkan.sqlite",
            )
        }
        self = .sqlite(path: path)
    }
}
