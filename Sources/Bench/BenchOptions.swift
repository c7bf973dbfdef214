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

    /// What `--help` prints.
    static let help = """
        Measures the figures of docs/performance.md, prints a table, and says which are short; 'make bench' builds and
        runs it.

          --only ROW        rows of that name, or whose name begins with it: step, mail, smtp, sqlite, postgres-wal, ready
          --rounds N        how often each figure is measured (7)
          --instances N     how many instances wait on PostgreSQL (100000)
          --waiting N       how many wait where the question is whether they cost anything (1000000)
          --senders N       of rows with several numbers of senders only that one
          --genkan PATH     the built program whose start is timed; without it there is no row 'ready'
          --jsonl PATH      where the raw samples go
          --help            this
        """

    /// - Parameter words: without the program's name.
    init(_ words: [String]) throws {
        var words = words[...]
        while let name = words.popFirst() {
            switch name {
            case "--rounds": rounds = try Self.number(of: name, &words)
            case "--instances": instances = try Self.number(of: name, &words)
            case "--waiting": waiting = try Self.number(of: name, &words)
            case "--only": only = try Self.value(of: name, &words)
            case "--senders": senders = try Self.number(of: name, &words)
            case "--genkan": binary = try Self.value(of: name, &words)
            case "--jsonl": samples = try Self.value(of: name, &words)
            default: throw BenchFault("there is no option '\(name)'; --help lists them")
            }
        }
    }

    private static func value(of name: String, _ words: inout ArraySlice<String>) throws -> String {
        guard let value = words.popFirst() else { throw BenchFault("'\(name)' lacks its value") }
        return value
    }

    private static func number(of name: String, _ words: inout ArraySlice<String>) throws -> Int {
        let text = try value(of: name, &words)
        guard let number = Int(text), number > 0 else { throw BenchFault("'\(name)' takes a number, not '\(text)'") }
        return number
    }

    /// Whether the row of that name was asked for.
    func wants(_ row: String) -> Bool { only.map { row == $0 || row.hasPrefix("\($0)-") } ?? true }
}
