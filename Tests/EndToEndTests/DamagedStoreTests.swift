import Foundation
import Statecharts
import Storage
import TestKit
import Testing

/// What is damaged is named with what to do, and what cannot be trusted is not served.
@Suite struct `R24 damaged stores` {
    private func doctor(
        _ url: String, deep: Bool = true, environment: [String: String] = [:]
    ) async throws -> (code: Int32, found: [String: String]) {
        let words = ["doctor", "--format", "json", "--database", url] + (deep ? ["--deep"] : [])
        let run = try await Program.run(words, environment: environment)
        var found: [String: String] = [:]
        for finding in try JSON(parsing: run.output).arrayValue ?? [] where finding["level"]?.stringValue == "failed" {
            found[finding["check"]?.stringValue ?? ""] = finding["text"]?.stringValue ?? ""
        }
        return (run.code, found)
    }

    private func refusal(_ file: String) async throws -> String {
        let run = try await Program.run(["serve", "--port", "0", "--database", "sqlite:\(file)"])
        #expect(run.code == 1 && run.output.isEmpty)
        #expect(run.talk.split(separator: "\n").count == 1, "one line: \(run.talk)")
        return run.talk
    }

    private func change(_ file: String, _ sql: String) async throws {
        let database = try await SQLiteDatabase.open(path: file)
        try await database.transaction { tx in tx.write(Statement("test.change", sql)) }
        try await database.close()
    }

    private func logSize(_ file: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: "\(file)-wal") else { return 0 }
        return (try FileManager.default.attributesOfItem(atPath: "\(file)-wal")[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Where a table's first page begins.
    private func offset(of table: String, in file: String) async throws -> UInt64 {
        let database = try await SQLiteDatabase.open(path: file)
        let place = Statement(
            "test.place",
            "select (rootpage - 1) * (select page_size from pragma_page_size) from sqlite_schema where name = $1")
        let offset = try await database.read { tx in try tx.rows(place, .text(table)).first?.integer(0) ?? 0 }
        try await database.close()
        return UInt64(offset)
    }

    @Test func `after an unclean end a flipped bit in a page keeps the server from starting, and the doctor names it`()
        async throws
    {
        let folder = try TemporaryFolder()
        let file = folder.file("a.sqlite")
        _ = try await blocking { try RunningServer(database: file).terminate() }
        #expect(try logSize(file) == 0, "a server that ends in order leaves nothing in its log")
        let offset = try await offset(of: "former_identifier", in: file)
        // whole, it starts again after a kill
        try await blocking { try RunningServer(database: file).kill() }
        #expect(try logSize(file) > 0)
        try await blocking { try RunningServer(database: file).kill() }
        let handle = try #require(FileHandle(forUpdatingAtPath: file))
        try handle.seek(toOffset: offset)
        let byte = try #require(try handle.read(upToCount: 1)?.first)
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: [byte ^ 0x10])
        try handle.close()
        let talk = try await refusal(file)
        #expect(talk.contains("is damaged") && talk.contains("restore a backup"), "\(talk)")
        let (code, found) = try await doctor("sqlite:\(file)")
        #expect(code == 1)
        #expect(found["pages"]?.contains("the file is damaged") == true, "\(found)")
        #expect(found["pages"]?.contains("restore a backup") == true)
    }

    @Test func `a database of another program is named, and keeps its tables to itself`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("notes.sqlite")
        try await change(file, "create table notes (text text)")
        let talk = try await refusal(file)
        #expect(talk.contains("tables of another program (notes)"), "\(talk)")
        let (code, found) = try await doctor("sqlite:\(file)")
        #expect(code == 1 && found["store"]?.contains("tables of another program (notes)") == true, "\(found)")
        let migrated = try await Program.run(["migrate", "--database", "sqlite:\(file)"])
        #expect(migrated.code == 1 && migrated.talk.contains("tables of another program"))
        let database = try await SQLiteDatabase.open(path: file)
        let names = Statement("test.names", "select name from sqlite_schema")
        #expect(try await database.read { tx in try tx.rows(names).map { try $0.text(0) } } == ["notes"])
        try await database.close()
    }

    @Test func `a file that is no database is named`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("a.sqlite")
        try String(repeating: "This is a letter. ", count: 200).write(toFile: file, atomically: true, encoding: .utf8)
        let (code, found) = try await doctor("sqlite:\(file)")
        #expect(code == 1 && found["store"]?.contains("not an SQLite database") == true, "\(found)")
    }

    @Test func `a missing table is named with what to do`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("a.sqlite")
        _ = try await blocking { try RunningServer(database: file).terminate() }
        try await change(file, "drop table child")
        let (code, found) = try await doctor("sqlite:\(file)")
        #expect(code == 1)
        #expect(found["invariants"]?.contains("child") == true, "\(found)")
        #expect(found["invariants"]?.contains("restore a backup") == true)
        try await change(file, "drop table timer")
        let later = try await doctor("sqlite:\(file)", deep: false)
        #expect(later.code == 1 && later.found["store"]?.contains("restore a backup") == true, "\(later.found)")
    }

    @Test func `on a server a row without its instance is named, and the rest is served`() async throws {
        let server = try PostgresServer.shared()
        let name = try server.database()
        let folder = try TemporaryFolder()
        let environment = ["GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_MAILBOX": folder.file("mailbox")]
        let url = server.url(name)
        _ = try await blocking { try RunningServer(url: url, ["--migrate"], environment: environment).terminate() }
        try server.psql(
            name,
            script: """
                insert into genkan.timer (instance_id, name, due_at, armed_revision, workflow)
                values ('018f9e2a-7c00-7000-8000-000000000001', 'a.b#1', timestamptz '2100-01-01Z', 1, 'agreement');
                """)
        let (code, found) = try await doctor(url, environment: environment)
        #expect(code == 1)
        #expect(found["I-07"]?.contains("018f9e2a-7c00-7000-8000-000000000001: timer a.b#1") == true, "\(found)")
        try await blocking {
            let running = try RunningServer(url: url, environment: environment)
            #expect(try running.connect().send("GET", "/health/ready").status == 200)
            _ = running.terminate()
        }
        try server.drop(name)
    }
}
