import Engine
import Foundation
import Logging
import Storage
import TestKit
import Testing

/// Who runs the server cannot rewrite what was (S-19).
@Suite struct `C30 S19 the history only grows` {
    /// What the server's role must not do; `history_2026_11` is a month that is there.
    private static let misdeeds = [
        "update history set entry = ''", "delete from history", "truncate history", "drop table history",
        "update history_data set fields = ''", "delete from history_data",
        "update history_2026_11 set entry = ''", "delete from history_2026_11", "truncate history_2026_11",
        "drop table history_2026_11", "insert into history_2026_11 select * from history",
        "alter table history detach partition history_2026_11", "alter table history disable trigger all",
        "select drop_month(timestamptz '2026-11-21')", "select withhold('history', 'select')",
        "create table history_2030_01 (id uuid)", "create function f() returns int language sql as 'select 1'",
        "delete from schema_migration",
    ]

    private static let roles = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scripts/postgres-roles.sql")

    /// Roles belong to a whole server, so each case has one of its own; PostgreSQL only, a file knows no roles.
    @Test(arguments: [true, false])
    func `the server's role is refused everything but adding, whenever the roles were made`(
        isFirst: Bool
    ) async throws {
        let server = try PostgresServer()
        let name = try server.database()
        let script = try String(contentsOf: Self.roles, encoding: .utf8)
        if isFirst { try server.psql(name, script: script) }
        let owner = try await PostgresDatabase.open(
            .patient(server.url(name, user: isFirst ? "genkan_owner" : "genkan")))
        _ = try await Migrator(lines: [.engineTables, .onboardingTables]).migrate(owner, at: 0)
        try await owner.close()
        if !isFirst { for _ in 0..<2 { try server.psql(name, script: script) } }

        let database = try await PostgresDatabase.open(.patient(server.url(name, user: "genkan_app")))
        let time = ManualTime()
        try await MonthKeeper(
            database: database, time: time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).round()
        let world = try await BareWorld(.postgres, definitions: [Charts.counter], database: database, time: time)
        let id = try await world.start("counter").instance.id
        _ = try await world.send("add", to: id)
        try await world.settle()
        for misdeed in Self.misdeeds {
            let error = await #expect(throws: DatabaseError.self, "\(misdeed)") {
                try await database.transaction { tx in tx.write(Statement("test.misdeed", misdeed)) }
            }
            #expect(error?.sqlState == "42501", "\(misdeed): \(error?.message ?? "")")
        }
        #expect(try await world.count("select count(*) from history") == 2)
        // what the engine itself changes and removes
        #expect(try await world.send("stop", to: id).instance.state == "stopped")
        try await database.close()
    }

    @Test(arguments: TestStore.allCases)
    func `even the owner edits no entry, and removes only below a checkpoint`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        let id = try await world.start("counter").instance.id
        for _ in 0..<3 { _ = try await world.send("add", to: id) }
        func run(_ sql: String) async throws {
            try await world.database.transaction { tx in tx.write(Statement("test.misdeed", sql)) }
        }
        for (misdeed, rule) in [
            ("update history set entry = ''", "history_is_not_edited"), ("delete from history", "history_is_kept"),
        ] {
            let error = await #expect(throws: DatabaseError.self) { try await run(misdeed) }
            #expect(error?.message.contains(rule) == true, "\(misdeed): \(error?.message ?? "")")
        }
        try await run(
            """
            insert into checkpoint select instance_id, revision, hash, hash, entry, '[]' from history \
            where revision = 3
            """)
        await #expect(throws: DatabaseError.self) { try await run("delete from history where revision <= 3") }
        try await run("delete from history where revision < 3")
        #expect(try await world.count("select count(*) from history") == 2)
    }
}
