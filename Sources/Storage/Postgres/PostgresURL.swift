import CPostgreSQL

/// Where a PostgreSQL server is, as libpq reads it: several hosts, `sslmode`, `target_session_attrs` and all else are its.
///
/// Whatever prints it prints no more than that it is one: it may hold a password.
public struct PostgresURL: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// What libpq is given.
    let text: String

    /// Takes `postgresql://…` or `postgres://…` if libpq can read it.
    ///
    /// - Throws: ``DatabaseError/Code/cannotOpen``; never repeats the text.
    public init(_ text: String) throws(DatabaseError) {
        let lowered = text.lowercased()
        guard lowered.hasPrefix("postgresql://") || lowered.hasPrefix("postgres://"), !text.utf8.contains(0) else {
            throw Self.unreadable
        }
        // libpq knows these words in lower case only
        let rest = text[text.utf8.index(after: text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.startIndex)...]
        self.text = "postgresql:\(rest)"
        guard let options = unsafe PQconninfoParse(self.text, nil) else { throw Self.unreadable }
        unsafe PQconninfoFree(options)
    }

    /// Says nothing of host, name or password.
    public var description: String { "postgresql://…" }
    /// As ``description``.
    public var debugDescription: String { description }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// The password in the text, which no message may repeat.
    var password: String? { option("password") }

    /// How TLS is asked for, such as `verify-full`; absent where the text does not say.
    public var sslMode: String? { option("sslmode") }

    /// Host, port and database, for messages: neither role nor password.
    var place: String {
        let host = option("host") ?? ""
        let name = option("dbname") ?? ""
        guard !host.hasPrefix("/") else { return "postgresql:///\(name)?host=\(host)" }
        return "postgresql://\(host)\(option("port").map { ":\($0)" } ?? "")/\(name)"
    }

    private func option(_ name: String) -> String? {
        guard let options = unsafe PQconninfoParse(text, nil) else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var index = 0
        while let keyword = unsafe options[index].keyword {
            if unsafe String(cString: keyword) == name {
                return unsafe options[index].val.map { unsafe String(cString: $0) }
            }
            index += 1
        }
        return nil
    }

    private static let unreadable = DatabaseError(
        .cannotOpen,
        message: "the database URL cannot be read; write for instance postgresql://genkan@db.example/genkan, "
            + "with special characters of name and password percent-encoded",
    )
}
