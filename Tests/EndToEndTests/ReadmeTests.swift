import Foundation
import TestKit
import Testing

/// What the README says is so: its example is the one that runs, its commands work, its picture is today's.
@Suite struct `The README` {
    private static func readme() throws -> String {
        try String(contentsOfFile: "\(Program.repository)/README.md", encoding: .utf8)
    }

    /// The fenced blocks of a language.
    private static func blocks(_ language: String) throws -> [String] {
        try readme().components(separatedBy: "```\(language)\n").dropFirst()
            .map { String($0.components(separatedBy: "\n```")[0]) }
    }

    @Test func `its workflow is the file that it names`() throws {
        let file = "\(Program.repository)/docs/example/visitor-badge.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try Self.blocks("yaml") == [text.trimmingCharacters(in: .newlines)])
    }

    @Test func `its picture is what the program draws`() async throws {
        let run = try await Program.run(["diagram", "account-request", "--format", "mermaid"])
        #expect(run.code == 0)
        #expect(try Self.blocks("mermaid") == [run.output.trimmingCharacters(in: .newlines)])
    }

    @Test func `its genkan commands work, and its make targets exist`() async throws {
        let lines = try Self.blocks("sh").flatMap { $0.split(separator: "\n").map(String.init) }
        // a doctor finds fault with the tests' own server, which does not wait for its disk
        let place = try PostgresPlace(on: PostgresServer(settings: ["fsync=on", "full_page_writes=on"]))
        let commands = lines.filter { $0.hasPrefix("genkan ") }
        #expect(commands.count == 6)
        for command in commands where !command.hasPrefix("genkan serve") {
            let words = command.split(separator: " ").dropFirst().map(String.init)
            // the databases that it names are ours here
            let run = try await Program.run(
                words.map { $0.hasPrefix("postgresql:") ? place.url : $0 }, environment: place.environment,
                in: Program.repository)
            #expect(run.code == 0, "\(command): \(run.talk)")
        }
        let serve = try #require(commands.first { $0.hasPrefix("genkan serve") })
        let folder = try TemporaryFolder()
        #expect(serve.contains("--workflows docs/example --database sqlite:"))
        let code = try await blocking {
            let example = "\(Program.repository)/docs/example"
            return try RunningServer(database: folder.file("a.sqlite"), ["--workflows", example]).terminate()
        }
        #expect(code == 0)
        let makefile = try String(contentsOfFile: "\(Program.repository)/Makefile", encoding: .utf8)
        for line in lines where line.hasPrefix("make ") {
            let target = line.split(separator: " ")[1]
            #expect(makefile.contains("\n\(target):"), "make \(target)")
        }
    }
}
