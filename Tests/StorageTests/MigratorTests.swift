import Storage
import TestKit
import Testing

@Suite struct `Migrations run once, in order, whole` {
    private static let makingTables = "create table a (x integer);\ncreate table b (x integer);"
    private static let tables = Migration(name: "0001_tables", sql: makingTables)
    private static let values = Migration(
        name: "0002_values", sql: "insert into a values (1); insert into b select x from a;")
    private static let users = Migration(name: "0001_users", sql: "create table c as select x from b;")
    private let folder: TemporaryFolder
    private let database: SQLiteDatabase

    init() async throws {
        folder = try TemporaryFolder()
        database = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
    }

    private func migrator(_ engine: [Migration], onboarding: [Migration] = []) -> Migrator {
        Migrator(lines: [
            MigrationLine(name: "engine", migrations: engine),
            MigrationLine(name: "onboarding", migrations: onboarding),
        ])
    }

    private func tables() async throws -> [String] {
        try await database.read { transaction in
            try transaction.rows(sqlite("select name from sqlite_schema where type = 'table' order by name"))
                .map { try $0.text(0) }
        }
    }

    @Test func `by line, then by name, each recorded with its time`() async throws {
        let migrator = migrator([Self.values, Self.tables], onboarding: [Self.users])
        let expected = ["engine/0001_tables", "engine/0002_values", "onboarding/0001_users"]
        #expect(try await migrator.plan(database).map(\.description) == expected)
        #expect(try await tables() == [])
        #expect(try await migrator.migrate(database, at: 1_795_000_000_000_000).map(\.description) == expected)
        let rows = try await database.read { transaction in
            try transaction.rows(sqlite("select line || '/' || name, applied_at from schema_migration order by rowid"))
        }
        #expect(try rows.map { try $0.text(0) } == expected)
        #expect(try rows.allSatisfy { try $0.integer(1) == 1_795_000_000_000_000 })
        #expect(try await database.read { try $0.rows(sqlite("select x from c"))[0].integer(0) } == 1)
    }

    @Test func `a second time is nothing, and a new one is added`() async throws {
        _ = try await migrator([Self.tables]).migrate(database, at: 1)
        #expect(try await migrator([Self.tables]).migrate(database, at: 2) == [])
        #expect(try await migrator([Self.tables]).plan(database) == [])
        let added = try await migrator([Self.tables, Self.values]).migrate(database, at: 3)
        #expect(added.map(\.migration) == ["0002_values"])
    }

    @Test func `a changed one is refused before anything runs`() async throws {
        _ = try await migrator([Self.tables]).migrate(database, at: 1)
        let changed = migrator([Migration(name: Self.tables.name, sql: Self.makingTables + " "), Self.values])
        for attempt in [changed.plan, { try await changed.migrate($0, at: 2) }] {
            let error = await #expect(throws: DatabaseError.self) { _ = try await attempt(database) }
            #expect(error?.code == .migrationChanged)
            #expect(error?.statement == "engine/0001_tables")
            #expect(error?.message.contains("put the change into a new migration") == true)
        }
        #expect(try await database.read { try $0.rows(sqlite("select * from a")).count } == 0)
    }

    @Test func `one that this program does not know is refused`() async throws {
        _ = try await migrator([Self.tables, Self.values]).migrate(database, at: 1)
        let error = await #expect(throws: DatabaseError.self) {
            try await migrator([Self.tables], onboarding: [Self.users]).migrate(database, at: 2)
        }
        #expect(error?.code == .migrationUnknown)
        #expect(error?.statement == "engine/0002_values")
        #expect(error?.message.contains("newer version") == true)
        #expect(try await tables().contains("c") == false)
    }

    @Test func `one that sorts before an applied one is refused`() async throws {
        _ = try await migrator([Migration(name: "0002_later", sql: "create table z (x integer)")]).migrate(
            database, at: 1)
        let error = await #expect(throws: DatabaseError.self) {
            try await migrator([Self.tables, Migration(name: "0002_later", sql: "create table z (x integer)")])
                .migrate(database, at: 2)
        }
        #expect(error?.code == .migrationChanged)
        #expect(error?.statement == "engine/0001_tables")
    }

    @Test(arguments: [
        "create table d (x integer); insert into nowhere values (1);",
        "create table d (x integer); commit;",
        "create table d (x integer); rollback;",
    ])
    func `one that fails leaves nothing of itself, and those before it stay`(script: String) async throws {
        let failing = migrator([Self.tables, Migration(name: "0002_failing", sql: script)])
        let error = await #expect(throws: DatabaseError.self) { try await failing.migrate(database, at: 1) }
        #expect(error?.statement == "engine/0002_failing")
        #expect(try await failing.plan(database).map(\.migration) == ["0002_failing"])
        #expect(try await tables().filter { $0 != "schema_migration" } == ["a", "b"])
    }

    @Test func `two programs at once apply each one once`() async throws {
        let other = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        let migrator = migrator([Self.tables, Self.values], onboarding: [Self.users])
        async let first = migrator.migrate(database, at: 1)
        async let second = migrator.migrate(other, at: 2)
        let applied = try await (first + second).map(\.description).sorted()
        #expect(applied == ["engine/0001_tables", "engine/0002_values", "onboarding/0001_users"])
    }

    @Test func `those baked into the program are found by their files' names`() {
        let line = MigrationLine(
            name: "engine",
            assets: [
                Asset(path: "SQL/engine/0002_b.sqlite.sql", bytes: Array("select 2".utf8)),
                Asset(path: "SQL/engine/0001_a.sqlite.sql", bytes: Array("select 1".utf8)),
                Asset(path: "SQL/engine/0001_a.postgres.sql", bytes: Array("select 3".utf8)),
            ])
        #expect(
            line.migrations == [
                Migration(name: "0001_a", scripts: [.sqlite: "select 1", .postgres: "select 3"]),
                Migration(name: "0002_b", scripts: [.sqlite: "select 2"]),
            ])
        for (name, assets, first) in [
            ("engine", AssetTable.engine, "0001_instances"), ("onboarding", AssetTable.onboarding, "0001_accounts"),
        ] {
            let migrations = MigrationLine(name: name, assets: assets).migrations
            #expect(migrations.first?.name == first)
            for store in StoreKind.allCases {
                #expect(migrations.allSatisfy { $0.script(for: store)?.contains(/\b(?:table|index)\b/) == true })
            }
        }
    }
}
