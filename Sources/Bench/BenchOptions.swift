import Foundation

/// What `Bench` was told on its command line.
struct BenchOptions {
    /// How often each figure is measured.
    var rounds = 7
    /// How many instances wait on PostgreSQL.
    var instances = 100_000
    /// How many wait, or how many timers are not due, where the question is whether they cost anything.
    var waiting = 1_000_000
    /// A row's name, or what its name begins with: `postgres`, `postgres-wal`.
    var only: String?
    /// Of the rows with several numbers of senders only that one.
    var senders: Int?
    /// The program whose start is timed.
    var binary: String?
    /// Where the raw samples go.
    var samples: String?

    init(_ arguments: [String]) {
        func value(_ name: String) -> String? {
            arguments.firstIndex(of: name).flatMap { arguments.dropFirst($0 + 1).first }
        }
        rounds = value("--rounds").flatMap { Int($0) } ?? rounds
        instances = value("--instances").flatMap { Int($0) } ?? instances
        waiting = value("--waiting").flatMap { Int($0) } ?? waiting
        only = value("--only")
        senders = value("--senders").flatMap { Int($0) }
        binary = value("--genkan")
        samples = value("--jsonl")
    }

    /// Whether the row of that name was asked for.
    func wants(_ row: String) -> Bool { only.map { row == $0 || row.hasPrefix("\($0)-") } ?? true }
}
