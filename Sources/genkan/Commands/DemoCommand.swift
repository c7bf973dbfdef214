import ArgumentParser
import Statecharts

/// `genkan demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Tell the documented cases on a temporary store: who did what, the state, the mails.",
        discussion: """
            Exits with 0 only if each case ended where it should.

            EXAMPLE
              genkan demo --format json
            """)

    @OptionGroup var output: FormatOption

    func run() async throws {
        let outcomes = try await Demo.tell { line in
            if output.format == .text { Output.data(line) }
        }
        if output.format == .json { Output.data(.array(outcomes.map(\.json))) }
        let failed = outcomes.filter { !$0.holds }
        guard failed.isEmpty else {
            throw Failure("Error: \(failed.map(\.name).joined(separator: ", ")) did not end where they should")
        }
        Output.talk("\(outcomes.count) cases ended where they should")
    }
}
