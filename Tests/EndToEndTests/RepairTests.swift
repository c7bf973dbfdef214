import Foundation
import Statecharts
import Storage
import TestKit
import Testing

/// Rows that somebody deletes beside a server come back while it serves.
@Suite struct `C67 repair by a running server` {
    @Test func `a lost timer is named by doctor, put right by the next server, and told by the history`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.file("a.sqlite")
        let example = ["--workflows", "\(Program.repository)/docs/example"]
        let words = ["--database", "sqlite:\(file)"] + example
        let id = try await blocking { try Self.makeInstance(file, example, words) }
        let database = try await SQLiteDatabase.open(path: file)
        try await database.transaction { tx in
            tx.write(Statement("test.lose", "delete from timer"))
            tx.write(Statement("test.begin", "update repair_pass set pass_at = 0"))
        }
        let red = try await Program.run(["doctor", "--deep"] + words)
        let isNamed = red.output.contains("I-19") || red.output.contains("I-05")
        #expect(red.code == 1 && isNamed && red.output.contains("timer"), "\(red.output)")
        let server = try await blocking { try RunningServer(database: file, example) }
        let deadline = ContinuousClock.now + .seconds(60)
        let timers = Statement("test.count", "select count(*) from timer")
        while try await database.read({ tx in try tx.rows(timers).first?.integer(0) }) == 0 {
            try #require(ContinuousClock.now < deadline, "nobody put it right")
            await Task.yield()
        }
        #expect(try await blocking { server.terminate() } == 0)
        let well = try await Program.run(["doctor", "--deep"] + words)
        #expect(well.output.contains("invariants"))
        #expect(!well.output.contains("I-19") && !well.output.contains("I-05"), "\(well.output)")
        let shown = try await Program.run(["instances", "show", id] + words)
        #expect(shown.output.contains("repair"), "\(shown.output)")
        try await database.close()
    }

    private static func makeInstance(_ file: String, _ example: [String], _ words: [String]) throws -> String {
        let server = try RunningServer(database: file, example)
        let token = try ChildProcess(
            Program.path, ["token", "create", "--email", "taro@xyz-manufacture.example"] + words, environment: [:]
        ).readAll().output.trimmingCharacters(in: .newlines)
        let answer = try server.connect().send(
            "POST", "/api/v1/workflows/visitor-badge/instances", headers: ["Authorization": "Bearer \(token)"],
            body: #"{"data": {"host": "maria@converge.example", "day": "Monday"}}"#)
        #expect(answer.status == 201, "\(answer.body)")
        #expect(server.terminate() == 0)
        return answer.json?["id"]?.stringValue ?? ""
    }
}
