import Foundation
import Statecharts
import TestKit
import Testing

/// A workflow of YAML and texts alone has pages, API, mails and command line; a change needs a higher version.
@Suite struct `A workflow without Swift` {
    /// A server on a copy of the example, and who calls it.
    private final class World: Sendable {
        let folder: TemporaryFolder
        var workflows: String { folder.file("workflows") }
        var database: String { folder.file("a.sqlite") }

        init() throws {
            folder = try TemporaryFolder()
            try FileManager.default.copyItem(
                atPath: "\(Program.repository)/docs/example", toPath: folder.file("workflows"))
        }

        func serve<T: Sendable>(_ work: @escaping @Sendable (HTTPConnection) throws -> T) async throws -> T {
            try await blocking { [self] in
                let server = try RunningServer(database: database, ["--workflows", workflows])
                let result = try work(try server.connect())
                #expect(server.terminate() == 0)
                return result
            }
        }

        func token(_ email: String) async throws -> String {
            let run = try await command(["token", "create", "--email", email])
            return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        func command(_ words: [String]) async throws -> Program.Run {
            try await Program.run(words + ["--database", "sqlite:\(database)", "--workflows", workflows])
        }

        /// Changes the definition's file.
        func edit(_ old: String, _ new: String, in file: String = "visitor-badge.yaml") throws {
            let path = "\(workflows)/\(file)"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains(old))
            try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    private static func ask(_ connection: HTTPConnection, _ token: String) throws -> HTTPConnection.Answer {
        try connection.send(
            "POST", "/api/v1/workflows/visitor-badge/instances", headers: ["Authorization": "Bearer \(token)"],
            body: #"{"data": {"host": "maria@converge.example", "day": "Monday"}}"#)
    }

    @Test func `the example runs with pages, API, mail and command line`() async throws {
        let world = try World()
        try await world.serve { _ in }
        let token = try await world.token("taro@xyz-manufacture.example")
        let id = try await world.serve { connection in
            let page = try connection.send("GET", "/start/visitor-badge")
            #expect(page.status == 303, "the page asks to sign in")
            let made = try Self.ask(connection, token)
            #expect(made.status == 201, "\(made.body)")
            #expect(made.json?["state"] == "waiting")
            #expect(try Self.mail(connection, subject: "A guest asks for a badge / 来訪者バッジの申請").contains("Monday"))
            return made.json?["id"]?.stringValue ?? ""
        }
        let listed = try await world.command(["instances", "list", "--workflow", "visitor-badge"])
        #expect(listed.output.contains(id))
        let sent = try await world.command([
            "instances", "send", id, "withdraw", "--as", "taro@xyz-manufacture.example", "--reason", "asked by phone",
        ])
        #expect(sent.code == 0, "\(sent.talk)")
        let shown = try await world.command(["instances", "show", id, "--format", "json"])
        let json = try JSON(parsing: shown.output.trimmingCharacters(in: .newlines))
        #expect(json["state"] == "withdrawn")
        #expect(json["history"]?.arrayValue?.last?["role"] != nil)
        let again = try await world.command([
            "instances", "send", id, "withdraw", "--as", "taro@xyz-manufacture.example", "--reason", "twice",
        ])
        #expect(again.code == 1)
        #expect(again.talk.contains("[event-not-allowed]"))
    }

    @Test func `a longer wait in a higher version holds for new starts, and running ones keep theirs`() async throws {
        let world = try World()
        try await world.serve { _ in }
        let token = try await world.token("taro@xyz-manufacture.example")
        let old = try await world.serve { try Self.ask($0, token).json?["id"]?.stringValue ?? "" }
        try world.edit("expire: { at: P3D", "expire: { at: P9D")
        try world.edit("version: 1", "version: 2")
        try world.edit("label: Agree,", "label: Expect this guest,", in: "texts/visitor-badge/en.yaml")
        let new = try await world.serve { connection in
            let made = try Self.ask(connection, token)
            #expect(made.json?["version"] == 2)
            return made.json?["id"]?.stringValue ?? ""
        }
        let waits = try await [world.command(["instances", "show", old]), world.command(["instances", "show", new])]
        #expect(waits[0].output.contains("version 1"))
        #expect(waits[1].output.contains("version 2"))
        let ends = waits.map { run in
            run.output.split(separator: "\n").first { $0.hasPrefix("turn") }?.split(separator: " ").last
                .flatMap { Timestamp(iso8601: String($0)) }?.microseconds ?? 0
        }
        let difference = ends[1] - ends[0]
        #expect((Span.days(6).microseconds..<Span.days(7).microseconds).contains(difference), "\(ends)")
    }

    @Test func `the same version with other content is refused at start (E040)`() async throws {
        let world = try World()
        try await world.serve { _ in }
        try world.edit("expire: { at: P3D", "expire: { at: P9D")
        let run = try await Program.run([
            "serve", "--port", "0", "--database", "sqlite:\(world.database)", "--workflows", world.workflows,
        ])
        #expect(run.code == 1)
        #expect(run.talk.contains("E040"))
        #expect(run.talk.contains("version: 2"))
        #expect(run.talk.split(separator: "\n").count == 1)
    }

    /// The text of the mail with this subject, as soon as it was delivered.
    private static func mail(_ connection: HTTPConnection, subject: String) throws -> String {
        let deadline = ContinuousClock.now + .seconds(20)
        var seen: [String] = []
        while ContinuousClock.now < deadline {
            let answer = try connection.send("GET", "/dev/mailbox", headers: ["Accept": "application/json"])
            let messages = answer.json?["messages"]?.arrayValue ?? []
            seen = messages.compactMap { $0["subject"]?.stringValue }
            if let found = messages.first(where: { $0["subject"]?.stringValue == subject }) {
                return found["text"]?.stringValue ?? ""
            }
        }
        Issue.record("no such mail: \(seen)")
        return ""
    }
}
