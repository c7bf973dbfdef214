import ArgumentParser
import Engine
import Statecharts
import Storage

/// `genkan instances list`.
struct InstancesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List instances, newest first, at most 200.",
        discussion: """
            EXAMPLE
              genkan instances list --workflow account-request --state awaitingActivation
            """)

    @Option(help: "Only those of this workflow.")
    var workflow: String?

    @Option(help: "Only those in this state.")
    var state: String?

    @Option(help: "How many at most.")
    var limit = 50

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let found = try await parts.engine.list(workflow: workflow, state: state, limit: limit)
            try await parts.database.close()
            print(found)
        } catch {
            throw Failure(error)
        }
    }

    private func print(_ found: [InstanceSummary]) {
        switch output.format {
        case .json: Output.data(.array(found.map(\.json)))
        case .text:
            guard !found.isEmpty else { return Output.talk("no instances") }
            var columns = Columns(["ID", "WORKFLOW", "VERSION", "STATE", "CHANGED"])
            for instance in found {
                columns.add([
                    instance.id.text, instance.workflow, "\(instance.version)", instance.state,
                    instance.updatedAt.iso8601,
                ])
            }
            Output.data(columns.text)
        }
    }
}
