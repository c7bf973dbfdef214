import Foundation
import TestKit
import Testing

/// SIGKILL at any moment: what was acknowledged is stored, and once.
@Suite struct `AC110 kill test` {
    @Test(.timeLimit(.minutes(8)))
    func `200 kills of the real server under 16 senders lose and double nothing`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let victim = try await ServerVictim(folder: try TemporaryFolder())
        let harness = KillHarness(victim: victim, rounds: 200, senders: 16, seed: seed, load: 50...400)
        let report = try await harness.run()
        print("AC110: seed \(seed): \(report)")
        #expect(report.lost == [], "seed \(seed)")
        #expect(report.doubled == [], "seed \(seed)")
        #expect(report.refused == [:], "seed \(seed)")
        #expect(report.unanswered == 0, "seed \(seed)")
        #expect(report.acknowledged > 2000, "too little load to mean anything: \(report)")
    }

    @Test(.timeLimit(.minutes(30)))
    func `kills of two servers at once over one PostgreSQL lose and double nothing`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let rounds = Torture.count(10, torture: 200)
        let harness = KillHarness(
            victim: try await PostgresVictim(), rounds: rounds, senders: 16, seed: seed, load: 50...400)
        let report = try await harness.run()
        print("AC110: PostgreSQL, seed \(seed): \(report)")
        #expect(report.lost == [], "seed \(seed)")
        #expect(report.doubled == [], "seed \(seed)")
        #expect(report.refused == [:], "seed \(seed)")
        #expect(report.unanswered == 0, "seed \(seed)")
        #expect(report.acknowledged > rounds * 5, "too little load to mean anything: \(report)")
    }

    @Test(.timeLimit(.minutes(2)), arguments: [ProbeVictim.Order.commitFirst, .answerFirst])
    func `the same test finds an engine that answers before it commits`(order: ProbeVictim.Order) async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let victim = ProbeVictim(folder: try TemporaryFolder(), order: order)
        let harness = KillHarness(victim: victim, rounds: 8, senders: 16, seed: seed, load: 50...200)
        let report = try await harness.run()
        print("AC110: probe \(order), seed \(seed): \(report)")
        #expect(report.acknowledged > 50)
        #expect(report.doubled == [], "seed \(seed)")
        #expect(report.lost.isEmpty == (order == .commitFirst), "seed \(seed): \(report)")
    }
}
