import ArgumentParser
import Engine
import Storage

/// `genkan instances cancel`.
struct InstancesCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End an instance that cannot or must not go on, also one that was set aside as stuck.",
        discussion: """
            It ends in a final state of its own workflow, and what the workflow does at that end is done: what it holds \
            is freed, open links and timers end, whoever asked is told. There is no way back. What a person may withdraw \
            is better withdrawn for them: 'genkan instances send'.

            EXAMPLE
              genkan instances cancel 0197a5e4-0000-7000-8000-000000000000 --state expired --reason "asked for"
            """)

    @Argument(help: "Id of the instance, as 'genkan instances list' prints it.")
    var id: String

    @Option(help: "The final state in which it is to end; a wrong one is answered by those there are.")
    var state: String

    @Option(help: "Why; kept in the history.")
    var reason: String

    @OptionGroup var store: StoreOptions

    func validate() throws {
        try OperatorReason.check(reason)
    }

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let ended = try await parts.engine.cancel(InstanceID(id.lowercased()), to: state, reason: reason)
            try await parts.database.close()
            Output.data("\(ended.id.text) ended in '\(ended.state)'")
        } catch {
            throw Failure(error)
        }
    }
}
