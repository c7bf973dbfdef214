import Foundation
import Statecharts
import TestKit
import Testing

/// The program on a real server: what it refuses in one line, and what several processes do over one database.
@Suite struct `Starting on PostgreSQL` {
    private func expectRefusal(_ run: Program.Run, _ words: [String]) {
        #expect(run.code == 1)
        #expect(run.output.isEmpty)
        #expect(run.talk.split(separator: "\n").count == 1, "one line: \(run.talk)")
        for word in words { #expect(run.talk.contains(word), "\(run.talk)") }
    }

    @Test func `an unreachable server is said with what to do`() async throws {
        let place = try PostgresPlace()
        let nobody = "postgresql://genkan@/genkan?host=\(place.folder.path)"
        for words in [["serve", "--port", "0"], ["migrate"], ["migrate", "--plan"], ["instances", "list"]] {
            expectRefusal(try await place.run(words, url: nobody), ["start the server, or correct host and port"])
        }
        #expect(!FileManager.default.fileExists(atPath: place.folder.file("keys")))
    }

    @Test(arguments: [
        "postgres//db.example/genkan", "mysql://db.example/genkan", "postgresql://db.example:port/genkan",
    ])
    func `a wrong database URL is said with what to write`(url: String) async throws {
        let folder = try TemporaryFolder()
        for words in [["serve", "--port", "0"], ["migrate"], ["outbox", "list", "--dead"]] {
            let run = try await Program.run(words + ["--database", url], in: folder.path)
            expectRefusal(run, ["database URL", "postgresql://genkan@db.example/genkan"])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `a missing role, a missing database and another encoding are said with what to do`() async throws {
        let place = try PostgresPlace()
        let role = try await place.run(["serve", "--port", "0"], url: place.server.url(place.name, user: "stranger"))
        expectRefusal(role, ["stranger", "make the role"])
        expectRefusal(try await place.run(["migrate"], url: place.server.url("nowhere")), ["make the database"])
        let latin = try place.server.database(encoding: "LATIN1")
        expectRefusal(try await place.run(["migrate"], url: place.server.url(latin)), ["LATIN1", "encoding 'UTF8'"])
        try place.server.drop(latin)
    }

    @Test func `an empty database is left as it is by serve, and made by migrate`() async throws {
        let place = try PostgresPlace()
        for words in [["serve", "--port", "0"], ["instances", "list"]] {
            expectRefusal(try await place.run(words), ["engine/0001_instances", "genkan migrate --database"])
        }
        #expect(try place.ask("select count(*) from pg_namespace where nspname = 'genkan'") == "0")
        let plan = try await place.run(["migrate", "--plan"])
        #expect(plan.code == 0 && plan.output.contains("onboarding/0001_accounts"))
        #expect(try place.ask("select count(*) from pg_namespace where nspname = 'genkan'") == "0")
        try await place.migrate()
        #expect(try await place.run(["migrate"]).talk.contains("nothing to apply"))
        #expect(try place.ask("select genkan.has_month(now())") == "t")
    }

    @Test func `a newer and a half-migrated schema are said and stay as they are`() async throws {
        let place = try PostgresPlace()
        try await place.migrate()
        try place.ask("insert into genkan.schema_migration values ('engine', '0999_tomorrow', 'x', 0)")
        for words in [["serve", "--port", "0"], ["migrate"]] {
            expectRefusal(try await place.run(words), ["0999_tomorrow", "a newer version made it"])
        }
        try place.ask("delete from genkan.schema_migration where name = '0999_tomorrow' or line = 'onboarding'")
        expectRefusal(try await place.run(["serve", "--port", "0"]), ["onboarding/0001_accounts", "genkan migrate"])
        try place.ask("delete from genkan.schema_migration where name = '0001_instances'")
        expectRefusal(try await place.run(["serve", "--port", "0"]), ["engine/0001_instances", "is not applied"])
    }

    @Test(arguments: [
        ("GENKAN_STATEMENT_TIMEOUT", "0"), ("GENKAN_STATEMENT_TIMEOUT", "1ms"), ("GENKAN_DATABASE_CONNECTIONS", "1"),
    ])
    func `a setting out of its range is said before anything is opened`(name: String, value: String) async throws {
        let place = try PostgresPlace()
        expectRefusal(try await place.run(["serve", "--port", "0"], [name: value]), [name, "write a number from"])
    }

    @Test func `C54 other keys than the database was written with are refused`() async throws {
        let place = try PostgresPlace()
        try await place.migrate()
        _ = try await blocking { try place.serve().terminate() }
        let other = ["GENKAN_SEAL_KEYS": place.folder.file("other")]
        expectRefusal(try await place.run(["serve", "--port", "0"], other), ["other", "restore the key file"])
        #expect(!FileManager.default.fileExists(atPath: place.folder.file("other")))
        let key = Data(repeating: 9, count: 32).base64EncodedString()
        try "1 \(key)\nindex \(key)\nweb \(key)\n".write(
            toFile: place.folder.file("other"), atomically: true, encoding: .utf8)
        expectRefusal(try await place.run(["serve", "--port", "0"], other), ["other", "sealing key 1 is not"])
    }

    @Test func `a password in the command line is warned of, and never repeated`() async throws {
        let place = try PostgresPlace()
        let url = "postgresql://stranger:hush-hush@/\(place.name)?host=\(place.server.folder)"
        let run = try await place.run(["instances", "list"], url: url)
        #expect(run.code == 1)
        #expect(run.talk.contains("GENKAN_DATABASE_URL"))
        #expect(!run.talk.contains("hush-hush"))
    }

    @Test func `the demo tells its cases on an empty database, once`() async throws {
        let place = try PostgresPlace()
        let run = try await place.run(["demo", "--format", "json"])
        #expect(run.code == 0, "\(run.talk)")
        expectRefusal(try await place.run(["demo"]), ["an empty one of its own"])
    }

    @Test func `what one of three servers has begun goes on at another when it is killed`() async throws {
        let place = try PostgresPlace()
        try await place.migrate()
        let token = try await place.run(["token", "create", "--email", "taro@xyz-manufacture.example"]).output
            .trimmingCharacters(in: .newlines)
        let headers = ["Authorization": "Bearer \(token)"]
        try await blocking {
            let example = ["--workflows", "\(Program.repository)/docs/example"]
            let servers = try (0..<3).map { _ in try place.serve(example) }
            let made = try servers[0].connect().send(
                "POST", "/api/v1/workflows/visitor-badge/instances", headers: headers,
                body: #"{"data": {"host": "maria@converge.example", "day": "Monday"}}"#)
            #expect(made.status == 201, "\(made.body)")
            servers[0].kill()
            let path = "/api/v1/instances/\(made.json?["id"]?.stringValue ?? "")"
            #expect(try servers[1].connect().send("GET", path, headers: headers).json?["state"] == "waiting")
            let ended = try servers[2].connect().send(
                "POST", "\(path)/events", headers: headers, body: #"{"event": "withdraw"}"#)
            #expect(ended.json?["state"] == "withdrawn", "\(ended.body)")
            #expect(servers[1].terminate() == 0)
            #expect(servers[2].terminate() == 0)
        }
    }
}
