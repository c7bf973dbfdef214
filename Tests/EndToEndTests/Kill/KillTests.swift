import Foundation
import TestKit
import Testing

/// SIGKILL at any moment: what was acknowledged is stored, and once.
@Suite struct `AC110 R3 kill test` {
    @Test(.timeLimit(.minutes(40)))
    func `kills of the real server under 16 senders lose and double nothing`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let victim = try await ServerVictim(folder: try TemporaryFolder())
        let harness = KillHarness(
            name: "AC110 SQLite", victim: victim, kills: Torture.count(240, torture: 2_000), senders: 16, seed: seed,
            load: 20...300)
        try await expectWhole(harness)
    }

    @Test(.timeLimit(.minutes(60)))
    func `kills of three servers over one PostgreSQL lose and double nothing`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let harness = KillHarness(
            name: "AC110 PostgreSQL", victim: try await PostgresVictim(), processes: 3,
            kills: Torture.count(60, torture: 10_200), senders: 4, seed: seed, load: 20...300)
        try await expectWhole(harness)
    }

    private func expectWhole(_ harness: KillHarness) async throws {
        let report = try await harness.run()
        #expect(report.toll.lost == 0, "seed \(harness.seed)")
        #expect(report.toll.doubled == 0, "seed \(harness.seed)")
        #expect(report.refused == [:], "seed \(harness.seed)")
        #expect(report.unanswered == 0, "seed \(harness.seed)")
        #expect(report.toll.acknowledged > harness.kills, "too little load to mean anything")
    }

    @Test(.timeLimit(.minutes(2)), arguments: [ProbeVictim.Order.commitFirst, .answerFirst])
    func `the same test finds an engine that answers before it commits`(order: ProbeVictim.Order) async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let victim = ProbeVictim(folder: try TemporaryFolder(), order: order)
        let isWrong = order == .answerFirst
        let harness = KillHarness(
            name: "AC110 probe", victim: victim, kills: 8, senders: 16, seed: seed, load: 50...200,
            planted: isWrong ? "answers before it commits" : nil)
        let report = try await harness.run()
        #expect(report.toll.acknowledged > 50)
        #expect(report.toll.doubled == 0, "seed \(seed)")
        #expect((report.toll.lost > 0) == isWrong, "seed \(seed): \(report.toll)")
    }
}
