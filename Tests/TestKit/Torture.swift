import Foundation
import Synchronization

/// How long the tests torture what they test: shortly in every run, long in `make torture`.
public enum Torture {
    /// Where a long run keeps its journal; `make torture` says it by `GENKAN_TORTURE`.
    private static let journal = ProcessInfo.processInfo.environment["GENKAN_TORTURE"]

    /// Whether `make torture` runs.
    public static var isLong: Bool { journal != nil }

    /// What tests draw by; another one in each run, unless `GENKAN_SEED` names it.
    public static let seed =
        ProcessInfo.processInfo.environment["GENKAN_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999_999)

    /// So many times: one number for every run, and one for `make torture`.
    public static func count(_ short: Int, torture: Int) -> Int { isLong ? torture : short }

    private static let writing = Mutex(())

    /// Adds a line to the journal of a long run, and prints it in every run.
    public static func note(_ toll: Toll) throws {
        print(toll)
        guard let journal else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try encoder.encode(toll) + Data("\n".utf8)
        try writing.withLock { _ in
            if !FileManager.default.fileExists(atPath: journal) { try Data().write(to: URL(filePath: journal)) }
            let file = try FileHandle(forWritingTo: URL(filePath: journal))
            try file.seekToEnd()
            try file.write(contentsOf: line)
            try file.close()
        }
    }
}

/// What one test broke, and what came of it; `make torture` adds all of them up.
public struct Toll: Encodable, Sendable, CustomStringConvertible {
    /// The test, by the criterion and what it breaks.
    public var name: String
    /// What repeats it; absent where nothing was drawn.
    public var seed: UInt64?
    /// Processes ended by SIGKILL.
    public var kills = 0
    /// Database servers stopped at once, started anew or replaced by their standby, and sessions that were all ended.
    public var restarts = 0
    /// Connections, transactions and commits that were cut, processes held, clocks moved.
    public var cuts = 0
    /// Commands that a client was told are done.
    public var acknowledged = 0
    /// Of these, those that the store does not hold.
    public var lost = 0
    /// Commands that the store holds more than once.
    public var doubled = 0
    /// The first keys of those.
    public var examples: [String] = []
    /// Random runs, each by a seed of its own.
    public var seeds = 0
    /// The damage that was planted, so that the test must find it; absent where the product itself was tested.
    public var planted: String?

    /// Nothing counted yet.
    public init(_ name: String, seed: UInt64? = nil, planted: String? = nil) {
        self.name = name
        self.seed = seed
        self.planted = planted
    }

    /// One line: what was broken, acknowledged, lost and doubled.
    public var description: String {
        let counts = [
            (kills, "kills"), (restarts, "restarts"), (cuts, "cuts"), (seeds, "seeds"), (acknowledged, "acknowledged"),
            (lost, "lost"), (doubled, "doubled"),
        ]
        let words = counts.filter { $0.0 > 0 || ["lost", "doubled"].contains($0.1) }.map { "\($0.0) \($0.1)" }
        return "\(name): \(seed.map { "seed \($0): " } ?? "")\(words.joined(separator: ", "))"
            + (examples.isEmpty ? "" : ": \(examples.joined(separator: ", "))")
    }
}
