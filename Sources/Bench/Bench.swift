import Foundation
import Statecharts

/// `make bench`: the figures that are promised, as ratios of one run, with the raw samples (docs/performance.md).
@main struct Bench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let rounds = arguments.firstIndex(of: "--rounds").flatMap { Int(arguments[$0 + 1]) } ?? 7
        let instances = arguments.firstIndex(of: "--instances").flatMap { Int(arguments[$0 + 1]) } ?? 100_000
        let only = arguments.firstIndex(of: "--only").map { arguments[$0 + 1] }
        var figures: [Figure] = []
        if only == nil || only == "step" { figures.append(try StepBench.run(rounds: rounds)) }
        if only == nil || only == "sqlite" { figures += try await DurableBench.run(rounds: rounds) }
        if only == nil || only == "postgres" {
            figures += try await PostgresBench.run(rounds: rounds, instances: instances)
        }
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
