import Foundation
import Statecharts

/// `make bench`: the figures that are promised, as ratios of one run, with the raw samples (docs/performance.md).
@main struct Bench {
    static func main() async throws {
        if CommandLine.arguments.dropFirst().first == SenderProcess.word {
            return try await SenderProcess.serve(Array(CommandLine.arguments.dropFirst(2)))
        }
        if CommandLine.arguments.dropFirst().first == MailSink.word { return try MailSink.serve() }
        let words = Array(CommandLine.arguments.dropFirst())
        if words.contains("--help") { return print(BenchOptions.help) }
        let options: BenchOptions
        do {
            options = try BenchOptions(words)
        } catch {
            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
            exit(2)
        }
        var figures: [Figure] = []
        if options.wants("step") { figures.append(try StepBench.run(rounds: options.rounds)) }
        if options.wants("mail") { figures.append(try MailBench.run(rounds: options.rounds)) }
        if options.wants("smtp") { figures.append(try await SMTPBench.run(rounds: options.rounds)) }
        if options.wants("sqlite-rates") {
            figures += try await DurableBench.run(rounds: options.rounds, senders: options.senders)
        }
        if options.wants("sqlite-activation") {
            figures.append(try await SQLiteActivationBench.run(rounds: min(options.rounds, 5)))
        }
        if options.wants("sqlite-requests") { figures += try await ActingBench.run(rounds: min(options.rounds, 5)) }
        if options.wants("sqlite-check") { figures.append(try await CheckBench.sqlite(rounds: min(options.rounds, 5))) }
        figures += try await PostgresBench.run(options)
        if options.wants("ready"), let binary = options.binary {
            figures += try await ReadyBench.run(
                binary: binary, rounds: min(options.rounds, 5), waiting: options.waiting)
        }
        guard !figures.isEmpty else { throw BenchFault("no figure is called \(options.only ?? "")") }
        for figure in figures { print(figure.line) }
        if let path = options.samples {
            let lines = figures.map { $0.json.canonicalText + "\n" }.joined()
            try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
        }
        let failed = figures.filter { !$0.holds }
        print(failed.isEmpty ? "all figures hold" : "short: \(failed.map(\.name).joined(separator: ", "))")
    }
}
