import Foundation
import GRDBSQLite
import Storage

/// The same statements as one transition of the engine, prepared once, over SQLite's own functions: the limit.
final class PlainSQL {
    /// Bytes of what is written.
    struct Sizes {
        var context: Int
        var stays: Int
        var entry: Int
        var fields: Int
        var sealed: Int

        /// Those of the columns that a transition of the engine has written there.
        init(of database: any Database) async throws {
            (context, stays, entry, fields, sealed) = try await database.read { tx in
                (
                    try Self.length("select max(length(context)) from instance", in: tx),
                    try Self.length("select max(length(stays)) from instance", in: tx),
                    try Self.length("select max(length(entry)) from history", in: tx),
                    try Self.length("select max(length(fields)) from history_data", in: tx), 330
                )
            }
        }

        private static func length(_ sql: String, in tx: borrowing Transaction) throws -> Int {
            Int(try tx.rows(Statement("bench.length", sql)).first?.integer(0) ?? 0)
        }
    }

    private let connection: OpaquePointer
    private let instances: Int
    // what is written, made once: it is the statements that are measured
    private let context: SQLValue
    private let stays: SQLValue
    private let entry: SQLValue
    private let fields: SQLValue
    private let sealed: SQLValue
    private var statements: [String: OpaquePointer] = [:]
    private var done = 0

    init(path: String, instances: Int, sizes: Sizes) throws {
        var opened: OpaquePointer?
        guard sqlite3_open(path, &opened) == SQLITE_OK, let opened else { throw CocoaError(.fileNoSuchFile) }
        connection = opened
        self.instances = instances
        context = Self.filler(sizes.context)
        stays = Self.filler(sizes.stays)
        entry = Self.filler(sizes.entry)
        fields = Self.filler(sizes.fields)
        sealed = .bytes([UInt8](repeating: 7, count: sizes.sealed))
        try run("pragma journal_mode = wal")
        try run("pragma synchronous = full")
        try run("pragma foreign_keys = on")
        for asset in AssetTable.engine where asset.path.hasSuffix(".sqlite.sql") { try run(asset.text) }
        try run("begin")
        for id in 0..<instances {
            try step(
                "insert into instance values (?1, 1, 'waiting', ?2, 1, 1, ?3, zeroblob(32), 0, null, 0, 0)",
                [.text("\(id)"), context, stays])
            try step("insert into timer values (?1, 'waiting.end#1', 1, 1, 'bench')", [.text("\(id)")])
            try step("insert into mention values (zeroblob(32), ?1, 1)", [.text("\(id)")])
        }
        try run("commit")
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close(connection)
    }

    /// Transitions per second over about `duration` seconds, that many to a commit.
    func rate(for duration: Double, group: Int = 1) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let before = done
        while (clock.now - start) / .seconds(1) < duration {
            try step("begin immediate")
            for _ in 0..<group { try transition() }
            try step("commit")
        }
        return Double(done - before) / ((clock.now - start) / .seconds(1))
    }

    private func transition() throws {
        done += 1
        let id = SQLValue.text("\(done * 7919 % instances)")
        let at = SQLValue.integer(Int64(1_800_000_000_000_000 + done))
        try step("select definition_id, state, context, revision, stays, head_hash from instance where id = ?1", [id])
        try step("select name, due_at, armed_revision from timer where instance_id = ?1 and due_at <= ?2", [id, 0])
        try step(
            """
            update instance set state = 'waiting', context = ?2, revision = revision + 1, \
            changed_revision = revision + 1, stays = ?3, head_hash = ?4, is_final = 0, updated_at = ?5 where id = ?1
            """,
            [id, context, stays, digest, at])
        try step(
            "insert into history values (?1, ?2, ?3, ?4, ?5)", [id, at, at, entry, digest])
        try step("insert into history_data values (?1, ?2, ?3, ?4)", [id, at, at, fields])
        try step("delete from timer where instance_id = ?1 and name >= 'waiting.' and name < 'waiting/'", [id])
        try step("insert into timer values (?1, 'waiting.end#1', ?2, 2, 'bench')", [id, at])
        try step("select name, due_at, armed_revision from timer where instance_id = ?1", [id])
        try supersede(id, at)
        try step(
            """
            insert into outbox (id, instance_id, revision, kind, channel, target, person_key, stage, next_at, \
            not_after, attempts, key_id, sealed, message_id, made_at, policy) values (?1, ?2, 2, 'moved', 'mail', \
            'owner@one.example', ?3, 'queued', ?4, ?4, 0, 1, ?5, ?1, ?4, 'repeat')
            """,
            [
                .text("018f9e2a-7c00-7000-8000-\(done)"), id, digest, at, sealed,
            ])
        try step(
            """
            insert into mention values (zeroblob(32), ?1, 1) on conflict (person_key, instance_id) do update set \
            has_acted = 1
            """, [id])
    }

    /// The mail of the move before, still queued, is dropped and recorded.
    private func supersede(_ id: SQLValue, _ at: SQLValue) throws {
        try step(
            """
            select id, revision, kind, target, message_id, attempts from outbox \
            where instance_id = ?1 and person_key = ?2 and stage = 'queued'
            """, [id, digest])
        guard done > instances else { return }
        let earlier = SQLValue.text("018f9e2a-7c00-7000-8000-\(done - instances)")
        try step("delete from outbox where id = ?1 and stage = 'queued'", [earlier])
        try step(
            "insert into sent values (?1, ?2, 1, 'moved', 'owner@one.example', ?3, ?1, 'superseded', ?4, 0, null)",
            [earlier, id, digest, at])
    }

    private let digest = SQLValue.bytes([UInt8](repeating: 1, count: 32))

    private static func filler(_ count: Int) -> SQLValue { .text(String(repeating: "x", count: count)) }

    private func run(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw fault }
    }

    private var fault: any Error {
        CocoaError(.coderInvalidValue, userInfo: ["sqlite": String(cString: sqlite3_errmsg(connection))])
    }

    private func step(_ sql: String, _ values: [SQLValue] = []) throws {
        let statement = try prepared(sql)
        defer { sqlite3_reset(statement) }
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .null: sqlite3_bind_null(statement, place)
            case .integer(let number): sqlite3_bind_int64(statement, place, number)
            case .text(let text): sqlite3_bind_text(statement, place, text, -1, transient)
            case .bytes(let bytes): sqlite3_bind_blob(statement, place, bytes, Int32(bytes.count), transient)
            }
        }
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW {
            for column in 0..<sqlite3_column_count(statement) { _ = sqlite3_column_bytes(statement, column) }
            code = sqlite3_step(statement)
        }
        guard code == SQLITE_DONE else { throw fault }
    }

    private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func prepared(_ sql: String) throws -> OpaquePointer {
        if let known = statements[sql] { return known }
        var made: OpaquePointer?
        guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil) == SQLITE_OK,
            let made
        else { throw fault }
        statements[sql] = made
        return made
    }
}
