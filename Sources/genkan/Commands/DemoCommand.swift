import ArgumentParser
import Statecharts

/// `genkan demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Tell the documented cases on a temporary store: who did what, the state, the mails.",
        discussion: """
            Exits with 0 only if each case ended where it should. A database is migrated first; it must be empty, and \
            what was told stays in it.

            EXAMPLES
              genkan demo --format json
              genkan demo --database postgresql://genkan_owner@db.example/story
            """)

    @Option(
        help: ArgumentHelp("An empty database to tell them on, in place of a temporary file.", valueName: "url"))
    var database: String?

    @OptionGroup var output: FormatOption

    func run() async throws {
        let outcomes = try await Demo.tell(on: database) { line in
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
