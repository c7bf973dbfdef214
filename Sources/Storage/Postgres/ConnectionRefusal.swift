/// Why no connection came about, read from libpq's words: before a session exists there is no SQLSTATE.
struct ConnectionRefusal {
    private let said: String

    /// Takes the last thing that was said, on one line and without the password.
    init(_ said: String, password: String?) {
        let lines = said.split(whereSeparator: \.isNewline).map { line in
            guard let password, !password.isEmpty else { return String(line) }
            return line.split(separator: password, omittingEmptySubsequences: false).joined(separator: "…")
        }
        self.said = lines.joined(separator: "; ")
    }

    /// What happened, and how to mend it.
    var error: DatabaseError {
        for (words, code, sqlState, remedy) in Self.known where words.contains(where: said.contains) {
            return DatabaseError(code, message: "\(said): \(remedy)", transactionEnded: true, sqlState: sqlState)
        }
        return DatabaseError(.cannotOpen, message: "the database cannot be reached: \(said)", transactionEnded: true)
    }

    private static let known: [(words: [String], DatabaseError.Code, sqlState: String?, remedy: String)] = [
        (
            ["certificate verify failed", "does not match host name", "root certificate file"], .cannotOpen, nil,
            "put the authority's certificate into sslrootcert, and name the host as the server's certificate does"
        ),
        (
            ["SSL was required", "SSL connection"], .cannotOpen, nil,
            "switch ssl on at the server, or put the sslmode that it serves into the database URL"
        ),
        (
            ["password authentication failed", "no password supplied"], .cannotOpen, "28P01",
            "put the right password into the database URL, PGPASSWORD or a passfile"
        ),
        (
            ["no pg_hba.conf entry", "Peer authentication failed", "Ident authentication failed"], .cannotOpen, "28000",
            "let this role and address in by a line in the server's pg_hba.conf"
        ),
        (["role \""], .cannotOpen, "28000", "make the role, or name another one in the database URL"),
        (["database \""], .cannotOpen, "3D000", "make the database, or name another one in the database URL"),
        (
            ["session is read-only", "server is in hot standby mode"], .cannotOpen, "25006",
            "name the primary in the database URL, or all hosts"
        ),
        (
            ["too many clients", "remaining connection slots", "too many connections"], .overloaded, "53300",
            "raise the server's max_connections, or use fewer connections"
        ),
        (
            ["starting up", "shutting down", "in recovery mode"], .connectionLost, "57P03",
            "it is tried again with the next command"
        ),
        (
            ["invalid integer value", "invalid port number", "value: \""], .cannotOpen, nil,
            "correct the database URL; write for instance postgresql://genkan@db.example/genkan"
        ),
        (
            ["could not translate host name"], .cannotOpen, nil,
            "correct the host in the database URL"
        ),
        (
            [
                "Connection refused", "No such file or directory", "timeout expired", "server closed the connection",
                "Connection reset", "No route to host", "Network is unreachable",
            ],
            .connectionLost, nil, "start the server, or correct host and port in the database URL"
        ),
    ]
}
