public import Engine
import Statecharts
import Storage
import Synchronization

/// Two processes that do something to one store at once, in every order of their stops (R-5).
///
/// Each interleaving begins in a fresh copy of the world's store. It must end as one of the orders in which one comes
/// wholly before the other: the same rows, the same mails, and for each the same answer.
public struct Race: Sendable {
    /// What a process does.
    public enum Rival: Sendable {
        /// One command.
        case command(Command)
        /// What is due.
        case timers
    }

    /// What was left of it.
    private struct End: Sendable {
        var answers: [String]
        var rows: [String]
        var mails: [String]

        var all: [String] { rows + mails + answers }
    }

    /// An interleaving that is being chosen: which of how many went on, each time that there was a choice.
    private struct Choice {
        var options: Int
        var taken: Int
    }

    private let rivals: [Rival]
    private let world: TestWorld
    private let before: StoreImage
    private let comparesAnswers: Bool

    /// Prepares it in a world on PostgreSQL that stands still.
    /// - Parameter comparesAnswers: without, whoever comes too late may learn it in other words than one after the other.
    public init(_ rivals: [Rival], in world: TestWorld, comparesAnswers: Bool = true) async throws {
        self.rivals = rivals
        self.world = world
        self.comparesAnswers = comparesAnswers
        before = try await StoreImage(of: world.database, without: [])
    }

    /// Runs interleavings: all of them in `make torture`, else so many, drawn by the seed.
    /// - Returns: how many there were, and what was wrong.
    public func run(short: Int) async throws -> (count: Int, findings: [String]) {
        var serial: [End] = []
        for order in [[0, 1], [1, 0]] { serial.append(try await inOrder(order)) }
        var findings: [String] = []
        let random = SeededRandom(seed: Torture.seed)
        var chosen: [Int]? = []
        var count = 0
        while let prefix = chosen, Torture.isLong || count < short {
            let draw: (Int) -> Int = Torture.isLong ? { _ in 0 } : { random.number(below: $0) }
            let (end, choices) = try await interleaved(prefix, else: draw)
            count += 1
            let path = choices.map { "\($0.taken)" }.joined()
            findings += wrong(end, serial).map { "GENKAN_SEED=\(Torture.seed), order \(path): \($0)" }
            if Torture.isLong { chosen = Self.following(choices) }
        }
        return (count, findings)
    }

    /// The next one in the tree of choices.
    private static func following(_ choices: [Choice]) -> [Int]? {
        var left = choices
        while let last = left.popLast() {
            if last.taken + 1 < last.options { return left.map(\.taken) + [last.taken + 1] }
        }
        return nil
    }

    private func wrong(_ end: End, _ serial: [End]) -> [String] {
        for answer in end.answers where answer.hasPrefix("5") { return ["answered \(answer)"] }
        let isSerial = serial.contains { other in
            other.rows == end.rows && other.mails == end.mails && (!comparesAnswers || other.answers == end.answers)
        }
        if isSerial { return [] }
        let differences = serial.map { other in
            let changes = (end.rows + end.mails + end.answers).difference(
                from: other.rows + other.mails + other.answers)
            return changes.prefix(8).map { "\($0)".prefix(400) }.joined(separator: "\n  ")
        }
        return ["ends as neither order does:\n  \(differences.joined(separator: "\nor\n  "))"]
    }

    private func process(_ number: Int, over database: any Database, _ mailbox: ListDeliverer) -> TestProcess {
        TestProcess(
            world.parts, over: database, time: ManualTime(world.time.now),
            random: SeededRandom(seed: 0xFACE + UInt64(number)), deliverer: mailbox, owner: "rival-\(number)")
    }

    private func inOrder(_ order: [Int]) async throws -> End {
        try await inBranch { branch, mailbox in
            var answers = ["", ""]
            for index in order { answers[index] = await act(index, process(index, over: branch.database, mailbox)) }
            return answers
        }
    }

    private func interleaved(
        _ prefix: [Int], else draw: (Int) -> Int
    ) async throws -> (End, [Choice]) {
        var choices: [Choice] = []
        let end = try await inBranch { branch, mailbox in
            let gates = rivals.map { _ in StepGate() }
            return try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for (index, gate) in gates.enumerated() {
                    let own = process(index, over: SteppedDatabase(branch.database, gate), mailbox)
                    group.addTask {
                        let answer = await act(index, own)
                        gate.end()
                        return (index, answer)
                    }
                }
                while true {
                    let standing = try await settled(gates, branch.database)
                    guard let first = standing.first else { break }
                    var taken = 0
                    if standing.count > 1 {
                        taken = choices.count < prefix.count ? prefix[choices.count] : draw(standing.count)
                        choices.append(Choice(options: standing.count, taken: taken))
                    }
                    gates[standing.count > 1 ? standing[taken] : first].open()
                }
                return try await group.reduce(into: ["", ""]) { $0[$1.0] = $1.1 }
            }
        }
        return (end, choices)
    }

    /// Waits until each has ended, stands at a stop, or waits for a lock of another; whoever stands may go on.
    private func settled(_ gates: [StepGate], _ database: any Database) async throws -> [Int] {
        while true {
            var isSettled = true
            for gate in gates where gate.stand == .runs {
                let isWaiting = try await waits(gate, database)
                if !isWaiting || gate.stand != .runs { isSettled = false }
            }
            let standing = gates.indices.filter { gates[$0].stand == .stands }
            if isSettled, !standing.isEmpty || gates.allSatisfy({ $0.stand == .ended }) { return standing }
            await Task.yield()
        }
    }

    private func waits(_ gate: StepGate, _ database: any Database) async throws -> Bool {
        guard let server = gate.server else { return false }
        return try await database.read { tx in try tx.rows(Self.isBlocked, .integer(server)).first?.integer(0) == 1 }
    }

    private func inBranch(_ body: (Branch, ListDeliverer) async throws -> [String]) async throws -> End {
        guard let branch = try await Branch.grow(from: world, rows: before) else { throw NothingToCopy() }
        let mailbox = world.mailbox.twin()
        let answers = try await body(branch, mailbox)
        try await process(2, over: branch.database, mailbox).settle()
        let rows = try await StoreImage(of: branch.database).lines(knowing: before)
        try await branch.end()
        return End(answers: answers, rows: rows, mails: mailbox.all.map { "\($0.mail.subject) to \($0.to)" }.sorted())
    }

    /// The answer, a refusal with its status first.
    private func act(_ index: Int, _ process: TestProcess) async -> String {
        do {
            switch rivals[index] {
            case .command(let command):
                let view = try await process.engine.send(command).instance
                return "done: \(view.state)"
            case .timers:
                _ = try await process.timerWorker.round()
                return "done"
            }
        } catch {
            guard let refusal = error as? EngineError else { return "500 \(error)" }
            return "\(refusal.status) \(refusal.code.rawValue) \(refusal.state ?? "")"
        }
    }

    private static let isBlocked = Statement(
        "test.blocked", sqlite: "select 0",
        postgres: "select (cardinality(pg_blocking_pids($1::bigint::integer)) > 0)::integer::bigint")
}

/// The world's store is in no place that can be copied.
private struct NothingToCopy: Error {}
