import ArgumentParser
import Foundation
import Statecharts

/// `genkan check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look for faults in workflow files, their texts and mails.",
        discussion: """
            Prints one line per fault, FILE:LINE:COLUMN: error[CODE]: message, and every waived check with its reason. \
            Exits with 1 if there is an error; warnings alone do not fail. Codes are explained in docs/errors.md.

            EXAMPLES
              genkan check                          the workflows in the program
              genkan check Workflows                a folder of workflows with its texts
              genkan check Workflows/agreement.yaml --format json
            """)

    @Argument(help: "Workflow files, or folders of them; without any, the workflows in the program.")
    var paths: [String] = []

    @OptionGroup var output: FormatOption

    func run() async throws {
        let report = try CheckReport(paths: paths)
        switch output.format {
        case .text: print(report)
        case .json: Output.data(report.json)
        }
        if report.errorCount > 0 {
            throw Failure("Error: \(report.errorCount) fault(s) in \(report.fileCount) workflow file(s)")
        }
    }

    private func print(_ report: CheckReport) {
        for line in report.diagnostics.map(\.description) + report.waivers.map(\.text) { Output.data(line) }
        if report.errorCount == 0 { Output.talk("\(report.fileCount) workflow file(s) without errors") }
    }
}
