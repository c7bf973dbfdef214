import Foundation
import Statecharts
import TestKit
import Testing

/// What the shell learns: exit codes, and words that say what to do (U-32, U-33).
@Suite struct `The command line` {
    /// A line of the table.
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var code: Int32
        /// What stdout or stderr must say.
        var output: [String] = []
        var talk: [String] = []
        var testDescription: String { "genkan \(arguments.joined(separator: " "))" }
    }

    static let cases = [
        Case(arguments: ["--help"], code: 0, output: ["serve", "EXAMPLES"]),
        Case(arguments: ["--version"], code: 0, output: ["0.1.0"]),
        Case(arguments: ["serve", "--help"], code: 0, output: ["--database", "--port", "EXAMPLE"]),
        Case(arguments: ["check", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["diagram", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["instances", "list", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["instances", "show", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["instances", "send", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["migrate", "--help"], code: 0, output: ["EXAMPLE", "--to"]),
        Case(arguments: ["token", "create", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["identifiers", "allow", "--help"], code: 0, output: ["EXAMPLE", "denials"]),
        Case(arguments: ["demo", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["serv"], code: 2, talk: ["unknown command 'serv'", "Did you mean 'serve'?"]),
        Case(arguments: ["zzzzzz"], code: 2, talk: ["genkan --help"]),
        Case(arguments: ["serve", "--prot", "1"], code: 2, talk: ["--prot", "--port"]),
        Case(arguments: ["serve", "--port", "many"], code: 2, talk: ["--port"]),
        Case(arguments: ["serve", "--port", "70000"], code: 1, talk: ["70000", "65535"]),
        Case(arguments: ["serve", "--database", "postgresql://[x"], code: 1, talk: ["postgresql://genkan@db.example"]),
        Case(arguments: ["serve", "--database", "mysql://x"], code: 1, talk: ["sqlite:"]),
        Case(arguments: ["serve", "--workflows", "/nowhere/at/all"], code: 1, talk: ["/nowhere/at/all"]),
        Case(arguments: ["serve", "--host", "no.such.host.invalid"], code: 1, talk: ["--host"]),
        Case(arguments: ["diagram", "acount-request"], code: 1, talk: ["did you mean 'account-request'?"]),
        Case(arguments: ["preview", "--help"], code: 0, output: ["EXAMPLE"]),
        Case(arguments: ["preview", "invitation"], code: 0, output: ["user-invitation  to invitee"]),
        Case(
            arguments: ["preview", "invitation", "user-invitation", "--language", "both"], code: 0,
            output: ["Subject: Genkan Smart Account User Invitation / ", "‹message›"]),
        Case(
            arguments: ["preview", "account-request", "activation-reminder", "--context", #"{"authority":"other"}"#],
            code: 0, output: ["requester@company.example has requested"]),
        Case(
            arguments: ["preview", "invitation", "user-invitaton"], code: 1, talk: ["did you mean 'user-invitation'?"]),
        Case(
            arguments: ["preview", "invitation", "user-invitation", "--context", #"{"mesage":"x"}"#], code: 1,
            talk: ["did you mean 'message'?"]),
        Case(
            arguments: ["preview", "invitation", "user-invitation", "--context", "[]"], code: 2,
            talk: ["--context must be a JSON object"]),
        Case(arguments: ["diagram", "agreement"], code: 0, output: ["stateDiagram-v2", "accept"]),
        Case(arguments: ["check"], code: 0, output: ["waived[E122]"], talk: ["without errors"]),
        Case(arguments: ["check", "no-such-file.yaml"], code: 1, talk: ["no-such-file.yaml"]),
        Case(
            arguments: ["instances", "list", "--database", "sqlite:/nowhere/x.sqlite"], code: 1, talk: ["no database"]),
        Case(
            arguments: ["token", "create", "--email", "a@one.example", "--staff", "operation"], code: 2,
            talk: ["Did you mean 'operations'?"]),
        Case(arguments: ["identifiers", "allow"], code: 2, talk: ["domain"]),
        Case(arguments: ["identifiers", "allow", "x-.example.com"], code: 2, talk: ["x-.example.com"]),
        Case(arguments: ["identifiers", "allow", "a..b"], code: 2, talk: ["'a..b' is no domain"]),
        Case(
            arguments: ["instances", "send", "x", "y", "--as", "a@one.example", "--reason", " "], code: 2,
            talk: ["--reason"]),
        Case(
            arguments: ["instances", "send", "x", "y", "--as", "a@one.example", "--reason", "r", "--data", "[1"],
            code: 2, talk: ["JSON"]),
    ]

    @Test(arguments: cases)
    func `exit code and words by table`(_ line: Case) async throws {
        let run = try await Program.run(line.arguments)
        #expect(run.code == line.code, "\(run.output)\(run.talk)")
        for word in line.output { #expect(run.output.contains(word), "stdout: \(run.output)") }
        for word in line.talk { #expect(run.talk.contains(word), "stderr: \(run.talk)") }
        if line.code != 0 { #expect(run.output.isEmpty, "a failure says nothing on stdout") }
        #expect(!run.output.contains("\u{1B}"), "no colour when piped")
    }

    @Test func `check tells every fault with file, line and column, and fails`() async throws {
        let folder = try TemporaryFolder()
        try CounterWorkflow.write(to: folder.path)
        let broken = MarkedCounter.definition.replacing("to: counting }", with: "to: countin }")
            .replacing("stop: { by: owner", with: "stop: { by: ower")
        try broken.write(toFile: folder.file("counter.yaml"), atomically: true, encoding: .utf8)
        let text = try await Program.run(["check", folder.path])
        #expect(text.code == 1)
        #expect(text.output.contains("counter.yaml:12:"))
        #expect(text.output.contains("error[E012]: unknown state 'countin'; did you mean 'counting'?"))
        #expect(text.output.contains("did you mean 'owner'?"))
        let json = try await Program.run(["check", folder.file("counter.yaml"), "--format", "json"])
        #expect(json.code == 1)
        let diagnostics = try JSON(parsing: json.output.trimmingCharacters(in: .newlines))["diagnostics"]?.arrayValue
        #expect(diagnostics?.contains { $0["code"] == "E012" && $0["suggestion"] == "counting" } == true)
    }

    @Test(arguments: ["text", "json"])
    func `demo tells its cases, and each ends where it should`(format: String) async throws {
        let run = try await Program.run(["demo", "--format", format])
        #expect(run.code == 0, "\(run.talk)")
        let names = ["AC-02", "AC-40", "AC-20", "AC-28", "AC-29", "AC-32", "AC-13", "AC-14", "U-12", "AC-08"]
        for name in names { #expect(run.output.contains(name)) }
        #expect(!run.output.contains("WRONG"))
        if format == "json" {
            let cases = try JSON(parsing: run.output.trimmingCharacters(in: .newlines)).arrayValue ?? []
            #expect(cases.count == names.count)
            #expect(cases.allSatisfy { $0["holds"] == true })
        }
    }
}
