import Foundation
import TestKit
import Testing

/// What the tests of PostgreSQL stand on.
@Suite struct `The tests' own PostgreSQL` {
    private func answer(_ server: PostgresServer, _ database: String, _ sql: String) throws -> String {
        return try server.psql(database, script: sql).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func `is version 15, in UTF-8, and sorts by bytes`() throws {
        let server = try PostgresServer.shared()
        let database = try server.database()
        defer { try? server.drop(database) }
        let sql =
            "select current_setting('server_version_num')::integer / 10000, current_setting('server_encoding'), "
            + "datcollate from pg_database where datname = current_database()"
        #expect(try answer(server, database, sql) == "15|UTF8|C.UTF-8")
    }

    @Test func `copies a template`() throws {
        let server = try PostgresServer.shared()
        let template = try server.database()
        _ = try answer(server, template, "create table a as select 7 as x")
        let copy = try server.database(from: template)
        defer {
            try? server.drop(copy)
            try? server.drop(template)
        }
        #expect(try answer(server, copy, "select x from a") == "7")
    }

    @Test func `keeps what was committed when it is killed, and leaves nothing behind`() throws {
        var folder = ""
        do {
            let server = try PostgresServer()
            folder = server.folder
            _ = try answer(server, "postgres", "create table a as select 7 as x")
            try server.stop(.immediate)
            #expect(throws: PostgresFault.self) { try answer(server, "postgres", "select 1") }
            try server.start()
            #expect(try answer(server, "postgres", "select x from a") == "7")
        }
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
