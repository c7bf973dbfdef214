import ArgumentParser
import Engine
import Statecharts

/// `genkan doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look whether the store is well: settings, migrations, keys, what waits and what is late.",
        discussion: """
            Changes nothing; works beside a running server. Exits with 1 if anything failed; a warning alone does not.
            With --deep it also reads the whole store, a slice at a time and each slice at one moment, and says which of
            the invariants I-01 to I-21 (docs/operations.md) does not hold where: hashes recomputed, histories followed
            and compared with every row, accounts with their logs, and in a file every page.

            EXAMPLES
              genkan doctor --deep
              genkan doctor --database postgresql://genkan_app@db.example/genkan --format json
            """)

    @Flag(help: "Also read everything and check all invariants; takes a while.")
    var deep = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let findings = await Doctor(
            configuration: try Configuration(store), host: SystemClock(), isDeep: deep
        ).examine()
        switch output.format {
        case .json: Output.data(.array(findings.map(\.json)))
        case .text:
            var columns = Columns()
            for finding in findings {
                columns.add([
                    finding.level == .ok ? "ok" : finding.level.rawValue.uppercased(), finding.check, finding.text,
                ])
            }
            Output.data(columns.text)
        }
        let failed = findings.filter { $0.level == .failed }
        guard failed.isEmpty else {
            throw Failure("Error: \(failed.map(\.check).joined(separator: ", ")): see above")
        }
    }
}
