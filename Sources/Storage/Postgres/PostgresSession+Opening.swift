import CPostgreSQL
import Foundation

extension PostgresSession {
    /// Connects and sets the session up; blocks.
    ///
    /// - Returns: the session, and a sentence for everything that is allowed but costs durability.
    /// - Throws: ``DatabaseError/Code/cannotOpen`` or ``DatabaseError/Code/connectionLost``, saying how to mend it.
    static func open(_ settings: PostgresSettings) throws(DatabaseError) -> (PostgresSession, warnings: [String]) {
        guard let pointer = unsafe connect(settings.url) else {
            throw DatabaseError(.cannotOpen, message: "there is no memory for a connection")
        }
        guard unsafe PQstatus(pointer) == CONNECTION_OK else {
            let said = unsafe String(cString: PQerrorMessage(pointer))
            unsafe PQfinish(pointer)
            throw ConnectionRefusal(said, password: settings.url.password).error
        }
        let session = unsafe PostgresSession(owning: pointer)
        session.trace = settings.trace
        return (session, try session.setUp(settings))
    }

    /// Defaults stand before the URL, which may override them; what must hold stands behind it.
    static func connect(_ url: PostgresURL) -> OpaquePointer? {
        let defaults = PostgresSettings.connectionDefaults.sorted { $0.key < $1.key }
        let words = defaults.map(\.key) + ["dbname", "client_encoding"]
        let values = defaults.map(\.value) + [url.text, "UTF8"]
        var keywords = unsafe words.map { unsafe UnsafePointer(strdup($0)) }
        var texts = unsafe values.map { unsafe UnsafePointer(strdup($0)) }
        defer {
            for index in words.indices {
                unsafe free(UnsafeMutableRawPointer(mutating: keywords[index]))
                unsafe free(UnsafeMutableRawPointer(mutating: texts[index]))
            }
        }
        unsafe keywords.append(nil)
        unsafe texts.append(nil)
        return unsafe PQconnectdbParams(keywords, texts, 1)
    }

    private func setUp(_ settings: PostgresSettings) throws(DatabaseError) -> [String] {
        guard serverVersion >= 150_000 else {
            throw DatabaseError(
                .cannotOpen,
                message: "the server is PostgreSQL \(serverVersion / 10_000), and 15 or newer is needed; upgrade it",
            )
        }
        var rows: [Row] = []
        let values: [SQLValue] = [settings.statementTimeout, settings.lockTimeout, settings.idleTimeout].map {
            .text("\($0.milliseconds)")
        }
        try exchange([PostgresCommand(SetUpSQL.session, values)]) { (_, result, prepared) throws(DatabaseError) in
            rows = try prepared.rows(result, of: SetUpSQL.session)
        }
        try prepare(PostgresCommand.control)
        do {
            guard let row = rows.first else { return [] }
            return try check(encoding: row.text("encoding"), isStandby: row.flag("is_standby"))
                + warnings(fsync: row.text("fsync"), commit: row.text("commit"))
        } catch let error as DatabaseError {
            throw error
        } catch {
            throw DatabaseError(.cannotOpen, message: "the server's settings cannot be read")
        }
    }

    private func check(encoding: String, isStandby: Bool) throws -> [String] {
        if encoding != "UTF8" {
            throw DatabaseError(
                .cannotOpen,
                message: "the database's encoding is \(encoding), and UTF8 is needed; "
                    + "make it anew with: create database … encoding 'UTF8' template template0",
            )
        }
        if isStandby {
            throw DatabaseError(
                .cannotOpen,
                message: "the server is a standby and cannot be written; name the primary in the database URL, "
                    + "or all hosts with target_session_attrs=read-write",
            )
        }
        return []
    }

    private func warnings(fsync: String, commit: String) -> [String] {
        var warnings: [String] = []
        if fsync == "off" {
            warnings.append("the server runs with fsync = off: a crash of its host may lose or damage everything")
        }
        if commit == "off" {
            warnings.append("the server runs with synchronous_commit = off: a crash may lose what was acknowledged")
        }
        return warnings
    }
}

private enum SetUpSQL {
    /// Every statement finds its rows by an index, and is planned once: a table that is still empty, or whose statistics
    /// are old, must not lead to a plan that reads all of it when it has grown.
    static let session = Statement(
        "session.set-up",
        """
        select set_config('timezone', 'UTC', false), set_config('search_path', 'genkan', false),
            set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
            set_config('idle_in_transaction_session_timeout', $3, false),
            set_config('plan_cache_mode', 'force_generic_plan', false), set_config('jit', 'off', false),
            set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false),
            set_config('enable_mergejoin', 'off', false),
            current_setting('server_encoding') as encoding, pg_is_in_recovery() as is_standby,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit
        """,
    )
}
