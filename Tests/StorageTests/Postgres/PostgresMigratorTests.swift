import Storage
import TestKit
import Testing

@Suite struct `Migrations on PostgreSQL` {
    private static let first = Migration(
        name: "0001_a",
        sql: "create table a (x bigint);\nselect pg_sleep(0.05);\ninsert into a values (1);",
    )
    private static let second = Migration(name: "0002_b", sql: "insert into a select x + 1 from a;")
    private let server: PostgresServer
    private let name: String

    init() throws {
        server = try .shared()
        name = try server.database()
    }

    private func open() async throws -> PostgresDatabase {
        var settings = PostgresSettings(url: try PostgresURL(server.url(name)))
        settings.connections = 1
        settings.statementTimeout = .milliseconds(40)
        settings.lockTimeout = .milliseconds(40)
        return try await PostgresDatabase.open(settings)
    }

    @Test func `ten programs at once apply each one once, without a statement's time limit`() async throws {
        let migrator = Migrator(lines: [MigrationLine(name: "engine", migrations: [Self.first, Self.second])])
        let applied = try await withThrowingTaskGroup { group in
            for index in 0..<10 {
                group.addTask { try await migrator.migrate(try await open(), at: Int64(index)) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.map(\.description).sorted() == ["engine/0001_a", "engine/0002_b"])
        let database = try await open()
        #expect(try await migrator.plan(database) == [])
        let sum = postgres("select sum(x)::bigint, current_schema()::text from genkan.a")
        let row = try await database.read { try $0.rows(sum)[0] }
        #expect(try row.integer(0) == 3)
        #expect(try row.text(1) == "genkan")
    }

    @Test(arguments: [
        ("create table d (x bigint); insert into nowhere values (1)", "run genkan migrate"),
        ("create table d (x bigint); commit", "take commit out of it"),
        ("create table d (x bigint); /* ; */ ROLLBACK ; create table e (x bigint)", "take rollback out of it"),
        ("create table d (x bigint); vacuum d", "VACUUM"),
    ])
    func `one that fails leaves nothing of itself, and those before it stay`(script: String, words: String) async throws
    {
        let database = try await open()
        let failing = Migrator(lines: [
            MigrationLine(name: "engine", migrations: [Self.first, Migration(name: "0002_failing", sql: script)])
        ])
        let error = await #expect(throws: DatabaseError.self) { try await failing.migrate(database, at: 1) }
        #expect(error?.statement == "engine/0002_failing")
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(try await failing.plan(database).map(\.migration) == ["0002_failing"])
        let tables = postgres("select relname from pg_class where relname in ('a', 'd', 'e')")
        #expect(try await database.read { try $0.rows(tables).map { try $0.text(0) } } == ["a"])
    }

    @Test func `those baked into the program run`() async throws {
        let database = try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(server.url(name))))
        let lines = [
            MigrationLine(name: "engine", assets: AssetTable.engine),
            MigrationLine(name: "onboarding", assets: AssetTable.onboarding),
        ]
        let done = try await Migrator(lines: lines).migrate(database, at: 0)
        #expect(done.count == lines.map(\.migrations.count).reduce(0, +))
    }
}
