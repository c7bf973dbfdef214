/// How a store on PostgreSQL is reached, and where its patience ends.
public struct PostgresSettings: Sendable {
    /// Where the server is.
    public var url: PostgresURL
    /// How many connections there are at most; they are made when they are needed.
    public var connections = 8
    /// How many callers may wait for a connection; the next one is ``DatabaseError/Code/overloaded``.
    public var waitersMax = 256
    /// How long a caller waits for a connection before it is ``DatabaseError/Code/overloaded``.
    public var acquisitionTimeout: Duration = .seconds(2)
    /// How long a statement may run before it is ``DatabaseError/Code/timedOut``; zero is without end.
    public var statementTimeout: Duration = .seconds(10)
    /// How long a statement waits for a lock before it is ``DatabaseError/Code/busy``.
    public var lockTimeout: Duration = .seconds(2)
    /// How long an open transaction may stand still before the server ends its connection.
    public var idleTimeout: Duration = .seconds(60)

    /// Hears the names of the statements of each round trip; for tests that count them.
    var trace: (@Sendable (_ statements: [String]) -> Void)?

    /// Takes the defaults.
    public init(url: PostgresURL) {
        self.url = url
    }

    /// What libpq is told about waiting for the network, where the URL does not say otherwise.
    static let connectionDefaults = [
        "fallback_application_name": "genkan",
        "connect_timeout": "5",
        "keepalives_idle": "30",
        "keepalives_interval": "10",
        "keepalives_count": "3",
        "tcp_user_timeout": "10000",
        "target_session_attrs": "read-write",
    ]
}

extension Duration {
    /// Whole milliseconds, as the server's settings are written.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
