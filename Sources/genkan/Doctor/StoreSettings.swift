import Engine
import Statecharts
import Storage

/// Whether the store keeps what durability rests on, and what the role in the URL may do.
struct StoreSettings {
    static let file = Statement(
        "doctor.file",
        """
        select (select journal_mode from pragma_journal_mode), (select synchronous from pragma_synchronous), \
        (select foreign_keys from pragma_foreign_keys)
        """)
    /// Every page and index, from end to end; what it finds, or *ok*.
    static let pages = Statement(
        "doctor.pages", sqlite: "select integrity_check from pragma_integrity_check(20)", postgres: "select 'ok'")
    static let server = Statement(
        "doctor.server", sqlite: "select 1",
        postgres: """
            select current_setting('fsync'), current_setting('synchronous_commit'), \
            current_setting('synchronous_standby_names'), current_setting('full_page_writes'), \
            coalesce(host(inet_server_addr()) in ('127.0.0.1', '::1'), true), \
            current_user::text
            """)
    static let rights = Statement(
        "doctor.rights", sqlite: "select 1",
        postgres: """
            select coalesce(has_table_privilege(to_regclass('history'), 'update') \
            or has_table_privilege(to_regclass('history'), 'delete'), false)
            """)

    let database: any Database
    let host: any HostClock
    /// How the URL or the environment asks for TLS.
    let sslMode: String?

    func findings() async throws -> [Finding] {
        switch database.kind {
        case .sqlite: [try await fileSettings()]
        case .postgres: try await serverSettings()
        }
    }

    private func fileSettings() async throws -> Finding {
        // on the writer: each connection has settings of its own
        let row = try await database.transaction { tx in try tx.rows(Self.file).first }
        guard let row else { return .failed("settings", "the file's settings cannot be read") }
        var wrong: [String] = []
        if try row.text(0) != "wal" { wrong.append("journal_mode is \(try row.text(0)), not wal") }
        if try row.integer(1) < 2 { wrong.append("synchronous is below full") }
        if try row.integer(2) != 1 { wrong.append("foreign keys are off") }
        guard wrong.isEmpty else {
            return .failed(
                "settings", "\(wrong.joined(separator: ", ")); move the file to a local disk and start 'genkan serve'")
        }
        return .ok("settings", "WAL, synchronous full, foreign keys on")
    }

    private func serverSettings() async throws -> [Finding] {
        let (row, mayEdit) = try await database.read { tx in
            (try tx.rows(Self.server).first, try tx.rows(Self.rights).first?.flag(0) ?? false)
        }
        guard let row else { return [.failed("settings", "the server's settings cannot be read")] }
        let reading = try await ServerTime(host: host).ask(database)
        return try [
            Self.durability(fsync: row.text(0), commit: row.text(1), pages: row.text(3)),
            Self.standby(names: row.text(2)),
            Self.connection(isLocal: row.flag(4), sslMode: sslMode),
            mayEdit
                ? .warning(
                    "rights", "\(row.text(5)) may edit the history; serve as genkan_app (scripts/postgres-roles.sql)")
                : .ok("rights", "\(row.text(5)) cannot edit the history"),
            clock(reading),
        ]
    }

    /// Whether somebody between here and the server could answer in its place (S-37).
    static func connection(isLocal: Bool, sslMode: String?) -> Finding {
        if isLocal { return .ok("connection", "on this machine") }
        if sslMode == "verify-full" { return .ok("connection", "by TLS, and the server's name is verified") }
        return .warning(
            "connection",
            "sslmode is \(sslMode ?? "not said"), so nobody asks who answers; write sslmode=verify-full into the database URL"
        )
    }

    /// Whether what was acknowledged outlives the server's disk (R-26).
    static func standby(names: String) -> Finding {
        names.isEmpty
            ? .warning(
                "standby", "synchronous_standby_names is empty: losing the server's disk loses the last commits")
            : .ok("standby", "commits wait for \(names)")
    }

    /// Whether what was acknowledged outlives a crash, of the server and of its standby (R-26).
    static func durability(fsync: String, commit: String, pages: String) -> Finding {
        let wrong = [("fsync", fsync), ("full_page_writes", pages)].filter { $0.1 != "on" }.map(\.0)
        if !wrong.isEmpty {
            let names = wrong.joined(separator: ", ")
            return .failed("settings", "\(names) off: a crash of the host may damage everything; switch them on")
        }
        if ["off", "local", "remote_write"].contains(commit) {
            return .warning("settings", "synchronous_commit = \(commit) may lose what was acknowledged; set it to on")
        }
        return .ok("settings", "fsync on, synchronous_commit \(commit)")
    }

    private func clock(_ reading: ServerTime.Reading) -> Finding {
        guard reading.isApart else { return .ok("clock", "agrees with the database's") }
        let seconds = abs(reading.skew.microseconds) / 1_000_000
        let side = reading.skew.microseconds > 0 ? "ahead of" : "behind"
        return .failed("clock", "\(seconds) s \(side) the database's, which counts; let a time service keep both")
    }
}
