import Foundation
import Synchronization
import TestKit

/// Something that takes requests and can be killed.
protocol Victim: Sendable {
    /// Starts it on the same store as before.
    func start() throws -> any LivingVictim
    /// How often each key stands in the histories.
    func stored() async throws -> [String: Int]
}

/// A started victim.
protocol LivingVictim: Sendable {
    /// A way to send, for one thread.
    func connect() throws -> any Sender
    /// Kills it.
    func kill()
    /// Ends it in peace.
    func end()
}

/// Sends one request at a time.
protocol Sender {
    /// - Returns: what came of it: the instance of a start that was acknowledged, or the words of a refusal.
    /// - Throws: when the other side went away.
    func send(_ entry: Ledger.Entry) throws -> SendOutcome
}

/// What a request came to; unavailable is a 503 that says when to come back.
enum SendOutcome { case acknowledged(instance: String?), unavailable, refused(String) }

/// Kills victims at random moments under load, and holds what they acknowledged against what they stored.
struct KillHarness {
    let name: String
    let victim: any Victim
    /// Processes over the one store, each killed and started anew by itself.
    var processes = 1
    /// Kills of all processes together.
    let kills: Int
    /// Of each process.
    let senders: Int
    let seed: UInt64
    /// Load before each kill, in milliseconds.
    let load: ClosedRange<Int>
    var planted: String?

    /// What was found.
    struct Report {
        var toll: Toll
        /// Requests that were under way when their process was killed and that nobody repeated at once.
        var unknown: Int
        /// Still without an answer after everything was sent again.
        var unanswered: Int
        var refused: [String: String]
    }

    /// Runs all rounds, then sends again what was never answered.
    func run() async throws -> Report {
        let ledger = Ledger()
        let random = SeededRandom(seed: seed)
        let rounds = kills / processes
        try await withThrowingTaskGroup { group in
            for process in 0..<processes {
                let waits = (0..<rounds).map { _ in load.lowerBound + random.number(below: load.count) }
                group.addTask {
                    try await blocking { for wait in waits { try round(ledger, of: process, milliseconds: wait) } }
                }
            }
            try await group.waitForAll()
        }
        var toll = Toll(name, seed: seed, planted: planted)
        toll.kills = rounds * processes
        let unknown = ledger.pending.count
        ledger.judge(try await victim.stored(), into: &toll)
        let before = toll
        try await blocking { try sendAgain(ledger) }
        ledger.judge(try await victim.stored(), into: &toll)
        // what was lost stays lost, whoever sent it again
        toll.lost = max(toll.lost, before.lost)
        toll.doubled = max(toll.doubled, before.doubled)
        try Torture.note(toll)
        return Report(toll: toll, unknown: unknown, unanswered: ledger.pending.count, refused: ledger.refused)
    }

    private func round(_ ledger: Ledger, of process: Int, milliseconds: Int) throws {
        let living = try victim.start()
        let group = DispatchGroup()
        for number in 0..<senders {
            group.enter()
            Thread {
                press(living, ledger, process * senders + number)
                group.leave()
            }.start()
        }
        // real time is the point here: the moment of the kill is what is drawn
        usleep(UInt32(milliseconds) * 1000)
        living.kill()
        group.wait()
    }

    /// One sender: request after request until the other side is gone.
    ///
    /// Every second one repeats at once what its last process did not answer; the others leave it for the end.
    private func press(_ living: any LivingVictim, _ ledger: Ledger, _ number: Int) {
        guard let sender = try? living.connect() else { return }
        let left = number.isMultiple(of: 2) ? ledger.unanswered(of: number) : nil
        var entry = left ?? ledger.begin(number)
        while let outcome = try? sender.send(entry) {
            if case .unavailable = outcome { continue }
            ledger.note(outcome, of: entry)
            entry = ledger.begin(number)
        }
    }

    private func sendAgain(_ ledger: Ledger) throws {
        let living = try victim.start()
        defer { living.end() }
        let sender = try living.connect()
        // a few that were answered are sent again too: their repeat must not count
        for entry in ledger.pending + ledger.acknowledged.prefix(100) {
            ledger.note(try sender.send(entry), of: entry)
        }
    }
}
