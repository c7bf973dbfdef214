/// Where the store is, as an operator writes it.
public enum DatabaseURL: Sendable, Hashable {
    /// `sqlite:PATH`, for instance `sqlite:genkan-data/genkan.sqlite`.
    case sqlite(path: String)
    /// `postgresql://…`, for instance `postgresql://genkan@db.example/genkan?sslmode=verify-full`.
    case postgres(PostgresURL)

    /// The URL without role and password, for messages and for what the other store remembers of a move.
    public var place: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): url.place
        }
    }

    /// Reads an operator's text.
    ///
    /// - Throws: ``DatabaseError/Code/cannotOpen`` with what is wrong and what would be right; never repeats the text,
    ///   because a URL may hold a password.
    public init(parsing text: String) throws(DatabaseError) {
        let lowered = text.lowercased()
        if lowered.hasPrefix("postgresql:") || lowered.hasPrefix("postgres:") {
            self = .postgres(try PostgresURL(text))
            return
        }
        guard lowered.hasPrefix("sqlite:") else {
            throw DatabaseError(
                .cannotOpen,
                message: "the database URL begins with neither sqlite: as in sqlite:genkan-data/genkan.sqlite "
                    + "nor postgresql: as in postgresql://genkan@db.example/genkan",
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
