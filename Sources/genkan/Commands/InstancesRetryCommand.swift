import ArgumentParser
import Engine
import Storage

/// `genkan instances retry`.
struct InstancesRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Take commands again for an instance that was set aside as stuck, once its cause is mended.",
        discussion: """
            'genkan doctor' names stuck instances and their causes. What is not mended is set aside again.

            EXAMPLE
              genkan instances retry 0197a5e4-0000-7000-8000-000000000000
            """)

    @Argument(help: "Id of the instance, as 'genkan doctor' prints it.")
    var id: String

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let isRetried = try await parts.engine.retry(InstanceID(id.lowercased()))
            try await parts.database.close()
            Output.data(isRetried ? "\(id) takes commands again" : "\(id) is not stuck; nothing was changed")
        } catch {
            throw Failure(error)
        }
    }
}
