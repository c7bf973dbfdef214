import ArgumentParser
import Foundation
import Statecharts

/// `genkan simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run one instance of a workflow on a clock of its own, without a store.",
        discussion: """
            Each line of the file is {"event": "NAME", "data": {…}, "as": "ROLE"} or {"advance": "P7D"}, both with \
            "facts": {…} and "results": {…} where they matter; 'as' is a role, system or an address, and facts and \
            actions that no line names take the first value of their type. Prints a line of JSON for the start and for \
            each line: configuration, context, effects, error. A refusal is an answer; a line that does not fit the \
            workflow, and one after which an invariant does not hold, ends with 1.

            EXAMPLE
              genkan simulate account-request --events events.jsonl
              genkan simulate Workflows/account-request.yaml --events events.jsonl
            """)

    @Argument(help: "Name of a workflow, or a file that ends in .yaml.")
    var workflow: String

    @Option(help: ArgumentHelp("Lines of JSON; - reads them from stdin.", valueName: "file"))
    var events: String

    @OptionGroup var files: WorkflowOptions

    func run() async throws {
        var simulation = Simulation(try definition())
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        do { Output.data(try simulation.start()) } catch { throw Failure("Error: \(error)") }
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            do {
                Output.data(try simulation.run(try JSON(parsing: String(line))))
            } catch let error as JSONError {
                throw Failure("Error: \(events):\(index + 1):\(error.offset + 1): \(error.message)")
            } catch {
                throw Failure("Error: \(events):\(index + 1): \(error)")
            }
        }
    }

    private func text() throws -> String {
        if events == "-" {
            return String(decoding: try FileHandle.standardInput.readToEnd() ?? Data(), as: UTF8.self)
        }
        guard let text = try? String(contentsOfFile: events, encoding: .utf8) else {
            throw Failure("Error: the file \(events) cannot be read as UTF-8; give --events a file of JSON lines")
        }
        return text
    }

    private func definition() throws -> Definition {
        if workflow.hasSuffix(".yaml") {
            guard let text = try? String(contentsOfFile: workflow, encoding: .utf8) else {
                throw Failure("Error: the file \(workflow) cannot be read as UTF-8; name a workflow or its file")
            }
            let folder = workflow.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            let beside = try? WorkflowFiles.read(folder: folder.isEmpty ? "." : folder.joined(separator: "/"))
            return try parse(text, file: workflow, beside ?? WorkflowFiles.read(folder: nil))
        }
        let folder = files.workflows ?? Environment.process["GENKAN_WORKFLOWS"]
        let all = try WorkflowFiles.read(folder: folder)
        let found = try all.definitions.map { try parse($0.text, file: $0.path, all) }
        if let definition = found.first(where: { $0.workflow == workflow }) { return definition }
        throw Failure.unknown("workflow", workflow, among: found.map(\.workflow))
    }

    private func parse(_ text: String, file: String, _ files: WorkflowFiles) throws -> Definition {
        do {
            return try Definition.parse(text, file: file, surroundings: files.neighbours()).definition
        } catch {
            throw Failure(error)
        }
    }
}
