import ArgumentParser
import Engine
import Statecharts
import Storage

/// `genkan instances show`.
struct InstancesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an instance with its history and mails.",
        discussion: """
            EXAMPLE
              genkan instances show 0197a5e4-0000-7000-8000-000000000000 --format json
            """)

    @Argument(help: "Id of the instance, as 'genkan instances list' prints it.")
    var id: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let id = InstanceID(id.lowercased())
            let report = InstanceReport(
                view: try await parts.engine.instance(id, as: .system),
                history: try await parts.engine.history(id, as: .system),
                mails: try await parts.engine.mails(id, as: .system))
            try await parts.database.close()
            switch output.format {
            case .json: Output.data(report.json)
            case .text: Output.data(report.text)
            }
        } catch {
            throw Failure(error)
        }
    }
}
