import Foundation
import Synchronization

/// A real PostgreSQL 15 of this process: a socket in a temporary folder, no network, trust, no fsync.
///
/// A guard process holds the other end of a line: when this process ends, however it ends, the guard stops the server
/// and removes the folder. Behaviour tests only; without fsync its speed says nothing.
public final class PostgresServer: Sendable {
    /// How a server stops.
    public enum Stop: String, Sendable {
        /// Sessions are ended in order, everything is written.
        case fast
        /// As if killed: the next start recovers from the log.
        case immediate
    }

    /// What most of the tests share; started by the first who asks.
    private static let everybodys = Result<PostgresServer, any Error> { try PostgresServer() }

    /// Where the data, the socket and the log lie.
    public let folder: String
    let programs: PostgresPrograms
    private let settings: [String]
    private let guardian: pid_t
    private let lifeline: Int32
    private let databases = Atomic<Int>(0)

    /// The server that tests share: whoever stops one makes an own.
    public static func shared() throws -> PostgresServer { try everybodys.get() }

    /// Makes and starts a server; takes about a second.
    ///
    /// - Parameter settings: `name=value` as in `postgresql.conf`, on top of the tests' own.
    /// - Throws: ``PostgresFault`` with what to do; never skips.
    public convenience init(settings: [String] = []) throws {
        try self.init(settings: settings) { folder, programs in
            try programs.run(
                "initdb",
                ["-D", "\(folder)/data", "-U", "genkan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        }
    }

    /// - Parameter fill: puts the data into the folder `data` of a fresh folder.
    init(settings: [String], fill: (_ folder: String, PostgresPrograms) throws -> Void) throws {
        let programs = try PostgresPrograms()
        // short, because the path of a socket has at most 107 bytes
        var template = Array("/tmp/genkan-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw PostgresFault("no folder can be made in /tmp") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if let user = programs.user { chown(folder, user.id, user.group) }
        self.programs = programs
        self.settings = settings
        (guardian, lifeline) = try Self.startGuardian(of: folder, programs)
        try fill(folder, programs)
        try start()
    }

    deinit {
        close(lifeline)
        _ = PostgresPrograms.wait(for: guardian)
    }

    /// Starts the server again after ``stop(_:)``; returns when it takes connections.
    public func start() throws {
        let words =
            [
                "unix_socket_directories=\(folder)", "listen_addresses=", "fsync=off", "full_page_writes=off",
                "max_connections=300", "shared_buffers=64MB",
            ] + settings
        let options = words.map { "-c '\($0)'" }.joined(separator: " ")
        try programs.run(
            "pg_ctl", ["-D", "\(folder)/data", "-w", "-l", "\(folder)/log", "-o", options, "start"])
    }

    /// Stops the server; its data stay.
    public func stop(_ how: Stop) throws {
        try programs.run("pg_ctl", ["-D", "\(folder)/data", "-w", "-m", how.rawValue, "stop"])
    }

    /// A fresh database of its own.
    ///
    /// - Parameters:
    ///   - template: the name of a database that nobody is connected to; nil for an empty one.
    ///   - encoding: another one than UTF-8, as the server names it.
    /// - Returns: its name, for ``url(_:user:)`` and ``drop(_:)``.
    public func database(from template: String? = nil, encoding: String? = nil) throws -> String {
        let name = "test_\(databases.add(1, ordering: .relaxed).newValue)"
        let letters = encoding.map { ["-E", $0, "--locale=C"] } ?? []
        try programs.run("createdb", place + ["-T", template ?? "template0"] + letters + [name])
        return name
    }

    /// Removes a database and ends the sessions in it.
    public func drop(_ database: String) throws {
        try programs.run("dropdb", place + ["--force", "--if-exists", database])
    }

    /// Runs a script of psql in one transaction; the first error ends it.
    ///
    /// - Returns: what psql wrote, rows without headings.
    @discardableResult
    public func psql(_ database: String, script: String) throws -> String {
        // in the server's folder, because the tests' own files need not be readable to the user that runs psql
        let file = "\(folder)/\(UUID().uuidString).sql"
        try script.write(toFile: file, atomically: false, encoding: .utf8)
        chmod(file, 0o644)
        let modes = ["-X", "-q", "-At", "--single-transaction", "-v", "ON_ERROR_STOP=1"]
        return try programs.run("psql", place + modes + ["-d", database, "-f", file])
    }

    /// Everything in a database as the text of `pg_dump`.
    public func dump(_ database: String) throws -> String {
        try programs.run("pg_dump", place + ["-d", database])
    }

    /// Runs pgbench against a database and returns what it wrote.
    public func pgbench(_ database: String, _ arguments: [String]) throws -> String {
        try programs.run("pgbench", place + arguments + [database])
    }

    /// Where a database is, as an operator writes it.
    ///
    /// - Parameter others: servers that may have taken its place.
    public func url(_ database: String, user: String = "genkan", or others: [PostgresServer] = []) -> String {
        "postgresql://\(user)@/\(database)?host=\(([self] + others).map(\.folder).joined(separator: ","))"
    }

    private var place: [String] { ["-h", folder, "-U", "genkan"] }

    /// Waits until this process lets go of its end, then clears away.
    private static func startGuardian(of folder: String, _ programs: PostgresPrograms) throws -> (pid_t, Int32) {
        guard let (far, near) = PostgresPrograms.channel() else { throw PostgresFault("no pipe") }
        defer { close(far) }
        let script = #"cd /; cat; d=$0; "$@"; rm -rf "$d""#
        let stop = programs.words("pg_ctl", ["-D", "\(folder)/data", "-w", "-m", "immediate", "stop"])
        guard let child = PostgresPrograms.start(["/bin/sh", "-c", script, folder] + stop, [(far, 0)]) else {
            close(near)
            throw PostgresFault("/bin/sh cannot be started")
        }
        return (child, near)
    }
}
