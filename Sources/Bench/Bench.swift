import Foundation
import Statecharts

/// `make bench`: the figures that are promised, as ratios of one run, with the raw samples (docs/performance.md).
@main struct Bench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let rounds = arguments.firstIndex(of: "--rounds").flatMap { Int(arguments[$0 + 1]) } ?? 7
        var figures: [Figure] = []
        figures.append(try StepBench.run(rounds: rounds))
        figures += try await DurableBench.run(rounds: rounds)
        if let binary = arguments.firstIndex(of: "--genkan").map({ arguments[$0 + 1] }) {
            figures.append(try await ReadyBench.run(binary: binary, rounds: rounds))
        }
        for figure in figures { print(figure.line) }
        if let path = arguments.firstIndex(of: "--jsonl").map({ arguments[$0 + 1] }) {
            let lines = figures.map { $0.json.canonicalText + "\n" }.joined()
            try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
        }
        let failed = figures.filter { !$0.holds }
        print(failed.isEmpty ? "all figures hold" : "short: \(failed.map(\.name).joined(separator: ", "))")
    }
}
