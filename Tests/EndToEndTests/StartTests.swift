import Foundation
import TestKit
import Testing

/// A start that cannot succeed says why in one line and changes nothing; one that can is quick and ends well.
@Suite struct `Starting and stopping` {
    private func refusal(_ arguments: [String]) async throws -> String {
        let run = try await Program.run(["serve"] + arguments)
        #expect(run.code == 1)
        #expect(run.output.isEmpty)
        let lines = run.talk.split(separator: "\n")
        #expect(lines.count == 1, "one line: \(run.talk)")
        return run.talk
    }

    private func contents(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func `a server becomes ready, answers, and ends by SIGTERM with 0`() async throws {
        let folder = try TemporaryFolder()
        let code = try await blocking {
            let server = try RunningServer(database: folder.file("a.sqlite"))
            let connection = try server.connect()
            #expect(try connection.send("GET", "/health/ready").status == 200)
            #expect(try connection.send("GET", "/").status == 200)
            return server.terminate()
        }
        #expect(code == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("a.sqlite.keys"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func `a server on an existing store is ready at once`() async throws {
        let folder = try TemporaryFolder()
        let elapsed = try await blocking {
            _ = try RunningServer(database: folder.file("a.sqlite")).terminate()
            let clock = ContinuousClock()
            let begin = clock.now
            let server = try RunningServer(database: folder.file("a.sqlite"))
            let elapsed = clock.now - begin
            _ = server.terminate()
            return elapsed
        }
        // the promise is 0.5 s on a release build, which `make bench` measures; this only finds a start that hangs
        #expect(elapsed < .seconds(10))
    }

    @Test func `a port in use is said, and nothing is made`() async throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let server = try await blocking { try RunningServer(database: folder.file("a.sqlite")) }
        let talk = try await refusal(["--port", "\(server.port)", "--database", "sqlite:\(other.file("b.sqlite"))"])
        #expect(talk.contains("port \(server.port) is in use"))
        #expect(talk.contains("--port"))
        #expect(try contents(other) == [])
        _ = try await blocking { server.terminate() }
    }

    @Test(arguments: [
        (["--smtp", "smtp://relay.example?tls=off"], "TLS only"), (["--smtp", "relay.example"], "smtp://"),
        (["--smtp", "smtp://u:hidden@relay.example"], "GENKAN_SMTP_PASSWORD"),
    ])
    func `a mail server that cannot be used is said, and nothing is made`(
        arguments: [String], words: String
    ) async throws {
        let folder = try TemporaryFolder()
        let talk = try await refusal(arguments + ["--port", "0", "--database", "sqlite:\(folder.file("a.sqlite"))"])
        #expect(talk.contains(words) && !talk.contains("hidden"), "\(talk)")
        #expect(try contents(folder) == [])
    }

    @Test func `a read-only database is said, and stays as it is`() async throws {
        let folder = try TemporaryFolder()
        _ = try await blocking { try RunningServer(database: folder.file("a.sqlite")).terminate() }
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.file("a.sqlite"))
        let before = FileManager.default.contents(atPath: folder.file("a.sqlite"))
        let talk = try await refusal(["--port", "0", "--database", "sqlite:\(folder.file("a.sqlite"))"])
        #expect(talk.contains("may not be written"))
        #expect(talk.contains("chmod"))
        #expect(FileManager.default.contents(atPath: folder.file("a.sqlite")) == before)
    }

    @Test func `a folder in place of a database is said`() async throws {
        let folder = try TemporaryFolder()
        let talk = try await refusal(["--port", "0", "--database", "sqlite:\(folder.path)"])
        #expect(talk.contains("is a folder"))
        #expect(try contents(folder) == [])
    }

    @Test func `a file that is no database is said, and stays as it is`() async throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "This is a letter, not a database. ", count: 100)
        try text.write(toFile: folder.file("a.sqlite"), atomically: true, encoding: .utf8)
        let talk = try await refusal(["--port", "0", "--database", "sqlite:\(folder.file("a.sqlite"))"])
        #expect(talk.contains("not an SQLite database"))
        #expect(try String(contentsOfFile: folder.file("a.sqlite"), encoding: .utf8) == text)
    }

    @Test func `a definition with an error is said with its place, and nothing is made`() async throws {
        let folder = try TemporaryFolder()
        try CounterWorkflow.write(to: folder.file("workflows"))
        let broken = MarkedCounter.definition.replacing("to: counting }", with: "to: countin }")
        try broken.write(toFile: folder.file("workflows/counter.yaml"), atomically: true, encoding: .utf8)
        let talk = try await refusal([
            "--port", "0", "--database", "sqlite:\(folder.file("data/a.sqlite"))", "--workflows",
            folder.file("workflows"),
        ])
        #expect(talk.contains("counter.yaml:12:"))
        #expect(talk.contains("did you mean 'counting'?"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("data")))
    }

    @Test func `missing keys of a store that has some are said, and none are made`() async throws {
        let folder = try TemporaryFolder()
        _ = try await blocking { try RunningServer(database: folder.file("a.sqlite")).terminate() }
        try FileManager.default.removeItem(atPath: folder.file("a.sqlite.keys"))
        let talk = try await refusal(["--port", "0", "--database", "sqlite:\(folder.file("a.sqlite"))"])
        #expect(talk.contains("restore the key file"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("a.sqlite.keys")))
    }

    @Test func `C54 with another key file nothing starts, also where only the key of the indexes is another`()
        async throws
    {
        let folder = try TemporaryFolder()
        let words = ["--port", "0", "--database", "sqlite:\(folder.file("a.sqlite"))"]
        _ = try await blocking { try RunningServer(database: folder.file("a.sqlite")).terminate() }
        let file = folder.file("a.sqlite.keys")
        let own = try String(contentsOfFile: file, encoding: .utf8)
        let other = Data(repeating: 9, count: 32).base64EncodedString()
        for (name, refused) in [("1", "sealing key 1 is not"), ("index", "the key 'index' is not")] {
            let lines = own.split(separator: "\n").map { $0.hasPrefix("\(name) ") ? "\(name) \(other)" : String($0) }
            try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let talk = try await refusal(words)
            #expect(talk.contains(refused) && talk.contains("restore the key file"), "\(talk)")
        }
    }
}
