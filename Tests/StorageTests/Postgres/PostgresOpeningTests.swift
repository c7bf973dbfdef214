import Foundation
import Storage
import TestKit
import Testing

@Suite struct `Opening a PostgreSQL store` {
    private let server: PostgresServer

    init() throws {
        server = try .shared()
    }

    private func refusal(_ url: String) async throws -> DatabaseError {
        let settings = PostgresSettings(url: try PostgresURL(url))
        let error = await #expect(throws: DatabaseError.self) { try await PostgresDatabase.open(settings) }
        let found = try #require(error)
        #expect(!found.message.contains("s3cret") && !found.message.contains("\n"))
        return found
    }

    @Test func `sets the session up, and warns of what costs durability`() async throws {
        let ledger = try await PostgresLedger(on: server)
        let database = try await ledger.open {
            $0.statementTimeout = .seconds(7)
            $0.lockTimeout = .milliseconds(1500)
        }
        #expect(database.kind == .postgres)
        #expect(
            database.warnings == ["the server runs with fsync = off: a crash of its host may lose or damage everything"]
        )
        for (name, value) in [
            ("timezone", "UTC"), ("search_path", "genkan"), ("statement_timeout", "7s"), ("lock_timeout", "1500ms"),
            ("client_encoding", "UTF8"), ("application_name", "genkan"),
            ("idle_in_transaction_session_timeout", "1min"),
            ("transaction_isolation", "read committed"),
        ] {
            let shown = try await database.transaction {
                try $0.rows(postgres("select current_setting($1) as value"), .text(name))[0].text("value")
            }
            #expect(shown == value, "\(name)")
        }
    }

    @Test func `a statement is known to the server's statistics by its name`() async throws {
        let ledger = try await PostgresLedger(on: server)
        let database = try await ledger.open()
        let own = postgres("select query from pg_stat_activity where pid = pg_backend_pid()")
        let query = try await database.read { try $0.rows(own)[0].text(0) }
        #expect(query.hasPrefix("/* test.statement */ select"))
    }

    @Test(arguments: [
        ("nobody", "postgres", "28000", "make the role"), ("genkan", "nothing", "3D000", "make the database"),
    ])
    func `a missing role or database says what to make`(
        user: String, database: String, state: String, words: String
    ) async throws {
        let error = try await refusal(server.url(database, user: "\(user):s3cret"))
        #expect(error.code == .cannotOpen)
        #expect(error.sqlState == state)
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test(arguments: [
        ("127.0.0.1:1", DatabaseError.Code.connectionLost, "start the server"),
        ("nowhere.invalid", .cannotOpen, "correct the host"),
    ])
    func `a server that is not there says so`(host: String, code: DatabaseError.Code, words: String) async throws {
        let error = try await refusal("postgresql://genkan:s3cret@\(host)/genkan")
        #expect(error.code == code)
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test func `another encoding is refused`() async throws {
        let name = try server.database(encoding: "LATIN1")
        defer { try? server.drop(name) }
        let error = try await refusal(server.url(name))
        #expect(error.message.contains("encoding is LATIN1, and UTF8 is needed"))
    }

    @Test func `a role without rights is told to be given them`() async throws {
        let ledger = try await PostgresLedger(on: server)
        let database = try await ledger.open()
        let role = "reader_\(UInt32.random(in: 0...UInt32.max))"
        try await database.transaction { transaction in
            transaction.write(postgres("create role \(role) login"))
            transaction.write(postgres("grant usage on schema genkan to \(role)"))
        }
        let reader = try await PostgresDatabase.open(try ledger.settings(user: role))
        let error = await #expect(throws: DatabaseError.self) { try await PostgresLedger.names(in: reader) }
        #expect(error?.code == .cannotOpen)
        #expect(error?.sqlState == "42501")
        #expect(error?.message.contains("permission denied for table entry") == true)
        #expect(error?.message.contains("grant the rights") == true)
    }

    @Test func `no error repeats a bound value`() async throws {
        let ledger = try await PostgresLedger(on: server)
        let database = try await ledger.open()
        try await database.transaction { $0.write(PostgresLedger.add, 1, "s3cret", 7) }
        for sql in [
            "insert into entry values (2, $1, 7)", "insert into entry values (3, $1, -1)",
            "select $1::text::bigint", "select $1::text::timestamptz", "select $1::text::jsonb::text",
            "select convert_from($1::text::bytea || '\\xff', 'UTF8')", "select ($1::text || '1e999')::float8::text",
            "insert into entry select null, $1, 0",
        ] {
            let error = await #expect(throws: DatabaseError.self) {
                try await database.transaction { _ = try $0.rows(postgres(sql), "s3cret") }
            }
            var dumped = ""
            dump(error, to: &dumped)
            #expect(!dumped.contains("s3cret"), "\(sql)")
        }
    }
}
