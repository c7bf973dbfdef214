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
              genkan instances list --search GK-7F3K-9Q2M-X
              genkan instances list --stuck
            """)

    @Option(help: "Only those of this workflow.")
    var workflow: String?

    @Option(help: "Only those in this state.")
    var state: String?

    @Option(help: "Only those with this in their reference, id or values; width, case and kind of kana do not count.")
    var search: String?

    @Flag(help: "Only those that were set aside because something is wrong with them, and why.")
    var stuck = false

    @Option(help: "Only those made before this instance: the page after the one that ended with it.")
    var before: String?

    @Option(help: "How many at most.")
    var limit = 50

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let page = try await parts.engine.search(
                InstanceSearch(
                    workflow: workflow, state: state, text: search, isStuck: stuck, limit: limit,
                    before: before.map(InstanceID.init)),
                as: .system)
            try await parts.database.close()
            print(page.instances)
            if let next = page.next { Output.talk("there may be more: --before \(next)") }
        } catch {
            throw Failure(error)
        }
    }

    private func print(_ found: [InstanceSummary]) {
        switch output.format {
        case .json: Output.data(.array(found.map(\.json)))
        case .text:
            guard !found.isEmpty else { return Output.talk(stuck ? "none is stuck" : "no instances") }
            var columns = Columns(["ID", "WORKFLOW", "VERSION", "STATE", "CHANGED"] + (stuck ? ["STUCK BECAUSE"] : []))
            for instance in found {
                let cells = [
                    instance.id.text, instance.workflow, "\(instance.version)", instance.state,
                    instance.updatedAt.iso8601,
                ]
                columns.add(cells + (stuck ? [instance.stuck ?? ""] : []))
            }
            Output.data(columns.text)
            if stuck {
                Output.talk("mend the cause, then 'genkan instances retry'; or end it: 'genkan instances cancel'")
            }
        }
    }
}
