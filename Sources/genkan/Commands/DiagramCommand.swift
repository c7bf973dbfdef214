import ArgumentParser
import Statecharts

/// `genkan diagram`.
struct DiagramCommand: AsyncParsableCommand {
    /// Kinds of pictures.
    enum Picture: String, ExpressibleByArgument, CaseIterable { case mermaid }

    /// Languages of titles.
    enum Language: String, ExpressibleByArgument, CaseIterable { case en, ja }

    static let configuration = CommandConfiguration(
        commandName: "diagram",
        abstract: "Draw the statechart of a workflow.",
        discussion: """
            EXAMPLE
              genkan diagram account-request --format mermaid --language ja
            """)

    @Argument(help: "Name of the workflow, such as account-request.")
    var name: String

    @Option(help: "Kind of picture: text that Mermaid draws.")
    var format = Picture.mermaid

    @Option(help: "Language of the titles.")
    var language = Language.en

    @OptionGroup var files: WorkflowOptions

    func run() async throws {
        let folder = files.workflows ?? Environment.process["GENKAN_WORKFLOWS"]
        let files = try WorkflowFiles.read(folder: folder)
        let found = files.definitions
        var known: [String] = []
        for file in found {
            let definition: Definition
            do {
                definition =
                    try Definition.parse(file.text, file: file.path, surroundings: files.neighbours()).definition
            } catch {
                throw Failure(error)
            }
            known.append(definition.workflow)
            if definition.workflow == name { return Output.data(definition.mermaid(language: language.rawValue)) }
        }
        throw Failure.unknown("workflow", name, among: known)
    }
}
