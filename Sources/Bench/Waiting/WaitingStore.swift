import Foundation
import GRDBSQLite
import Storage
import TestKit

/// A store in which many account requests wait: one was made by the engine, the others are copies of its rows.
struct WaitingStore {
    /// As `--database` takes it.
    let url: String

    /// A database of its own on the server.
    init(on server: PostgresServer, waiting count: Int) async throws {
        let name = try server.database()
        url = server.url(name)
        try await Self.makeFirst(in: PostgresDatabase.open(PostgresSettings(url: try PostgresURL(url))))
        let id = "(lpad(to_hex(n), 8, '0') || substr(instance_id::text, 9))::uuid"
        let script = Self.copies(
            id: id, numbers: "generate_series(2, \(count)) n",
            secret: "decode(md5(n::text) || md5('\(count)' || n::text), 'hex')")
        try server.psql(name, script: "set search_path = genkan;\n\(script)\ncommit; vacuum (analyze); checkpoint;")
    }

    /// A file at that path.
    init(path: String, waiting count: Int) async throws {
        url = "sqlite:\(path)"
        try await Self.makeFirst(in: SQLiteDatabase.open(path: path))
        let numbers =
            "(with recursive s(n) as (select 2 union all select n + 1 from s where n < \(count)) select n from s)"
        let script = Self.copies(
            id: "printf('%08x', n) || substr(instance_id, 9)", numbers: numbers, secret: "randomblob(32)")
        var opened: OpaquePointer?
        guard sqlite3_open(path, &opened) == SQLITE_OK else { throw BenchFault("\(path) cannot be opened") }
        defer { sqlite3_close(opened) }
        let modes = "pragma synchronous = off; pragma journal_mode = off; pragma cache_size = -200000;"
        let text = "\(modes) begin;\n\(script)\ncommit; pragma journal_mode = wal;"
        guard sqlite3_exec(opened, text, nil, nil, nil) == SQLITE_OK else {
            throw BenchFault("the store cannot be filled: \(String(cString: sqlite3_errmsg(opened)))")
        }
    }

    private static func makeFirst(in database: some Database) async throws {
        try await AccountRequests(over: database).start(1, senders: 1)
        try await database.close()
    }

    /// Copies of the first one's rows under ids that begin with the copy's number.
    private static func copies(id: String, numbers: String, secret: String) -> String {
        let columns = [
            "history": "revision, at, entry, hash", "history_data": "revision, at, fields",
            "timer": "name, due_at, armed_revision",
            "user_task": "name, opened_at, opened_revision, role, person_key, group_key, due_at",
            "listing": "workflow, state, opened_at", "mention": "person_key, has_acted",
        ]
        let beside = columns.sorted { $0.key < $1.key }.map { table, columns in
            "insert into \(table) (instance_id, \(columns)) select \(id), \(columns) from \(table), \(numbers);"
        }
        let state = "definition_id, state, context, revision, changed_revision, stays, head_hash, is_final, stuck"
        let link = "stay_state, stay_revision, role, person_key, target, made_revision, expires_at"
        let ofInstance = id.replacing("instance_id", with: "id")
        return """
            \(beside.joined(separator: "\n"))
            insert into instance (id, \(state), created_at, updated_at)
            select \(ofInstance), \(state), created_at, updated_at from instance, \(numbers);
            insert into link (id, secret_hash, instance_id, \(link))
            select \(ofInstance), \(secret), \(id), \(link) from link, \(numbers);
            """
    }
}
