import ArgumentParser
import Foundation
import Statecharts

/// The one program: reads the command line, runs a command, and tells the shell how it went (0, 1 failed, 2 usage).
@main
struct Genkan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "genkan",
        abstract: "Takes customers from \"I have no account\" to \"my account is active\".",
        discussion: """
            EXAMPLES
              genkan serve --sample-people          serve http://127.0.0.1:8080 on genkan-data/genkan.sqlite
              genkan check Workflows                look for faults in workflow files
              genkan demo                           see the documented cases told on a temporary store

            Every option can be given by the environment too: GENKAN_DATABASE_URL, GENKAN_PORT, GENKAN_HOST, … \
            A flag wins over the environment.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, CheckCommand.self, DiagramCommand.self, InstancesCommand.self,
            PreviewCommand.self, IdentifiersCommand.self, MigrateCommand.self, DoctorCommand.self, OutboxCommand.self,
            SimulateCommand.self, TokenCommand.self, DemoCommand.self,
        ])

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let message = unknownCommand(in: arguments) { leave(.usage, message) }
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            leave(.failed, failure.message)
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code.isSuccess { Output.data(text) } else { Output.talk(text) }
            leave(code.isSuccess ? .done : code == .validationFailure ? .usage : .failed)
        }
        leave(.done)
    }

    /// What to say of a first word that is no command; the parser itself would not suggest one.
    private static func unknownCommand(in arguments: [String]) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard !known.contains(word) else { return nil }
        let hint = Suggestion.nearest(to: word, among: known).map { "Did you mean '\($0)'?" }
        return "Error: unknown command '\(word)'. \(hint ?? "'genkan --help' lists the commands.")"
    }

    private enum Outcome: Int32 { case done = 0, failed, usage }

    private static func leave(_ outcome: Outcome, _ message: String? = nil) -> Never {
        if let message { Output.talk(message) }
        Foundation.exit(outcome.rawValue)
    }
}
