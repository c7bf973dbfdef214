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

/// Kills a victim at random moments under load, and holds what it acknowledged against what it stored.
struct KillHarness {
    let victim: any Victim
    let rounds: Int
    let senders: Int
    let seed: UInt64
    /// Load before each kill, in milliseconds.
    let load: ClosedRange<Int>

    /// What was found.
    struct Report: CustomStringConvertible {
        var acknowledged = 0
        var unknown = 0
        var kills = 0
        var lost: Set<String> = []
        var doubled: Set<String> = []
        /// Still without an answer after everything was sent again.
        var unanswered = 0
        var refused: [String: String] = [:]

        var description: String {
            """
            \(kills) kills, \(acknowledged) acknowledged, \(unknown) without an answer; \
            \(lost.count) lost, \(doubled.count) doubled, \(refused.count) refused
            """
        }
    }

    /// Runs all rounds, then sends again what was never answered.
    func run() async throws -> Report {
        let ledger = Ledger()
        let random = SeededRandom(seed: seed)
        for _ in 0..<rounds {
            let wait = load.lowerBound + random.number(below: load.count)
            try await blocking { try round(ledger, milliseconds: wait) }
        }
        var report = Report()
        report.kills = rounds
        report.unknown = ledger.pending.count
        report.refused = ledger.refused
        judge(try await victim.stored(), ledger, into: &report)
        try await blocking { try sendAgain(ledger) }
        judge(try await victim.stored(), ledger, into: &report)
        report.unanswered = ledger.pending.count
        report.acknowledged = ledger.acknowledged.count
        return report
    }

    private func round(_ ledger: Ledger, milliseconds: Int) throws {
        let living = try victim.start()
        let group = DispatchGroup()
        for number in 0..<senders {
            group.enter()
            Thread {
                press(living, ledger, number)
                group.leave()
            }.start()
        }
        // real time is the point here: the moment of the kill is what is drawn
        usleep(UInt32(milliseconds) * 1000)
        living.kill()
        group.wait()
    }

    /// One sender: request after request until the other side is gone.
    private func press(_ living: any LivingVictim, _ ledger: Ledger, _ number: Int) {
        guard let sender = try? living.connect() else { return }
        var entry = ledger.begin(number)
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

    private func judge(_ stored: [String: Int], _ ledger: Ledger, into report: inout Report) {
        report.lost.formUnion(ledger.acknowledged.map(\.key).filter { stored[$0] == nil })
        report.doubled.formUnion(stored.filter { $0.value > 1 }.map(\.key))
    }
}
