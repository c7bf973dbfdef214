import TestKit
import Testing

/// Engine, workers and mails over a simulated store, clock and network: everything follows from the seed (`trust.md` R-2).
@Suite struct `R2 simulation` {
    private static let shards = 2

    /// The seeds of one share: few in every run, all in `make torture`, or the one that was asked for.
    private static func seeds(_ shard: Int, _ short: Int, torture: Int) -> [UInt64] {
        if let chosen = Simulation.chosen { return shard == 0 ? [chosen] : [] }
        return (0..<Torture.count(short, torture: torture)).filter { $0 % shards == shard }.map { UInt64($0 + 1) }
    }

    private func report(_ seed: UInt64, _ test: String, _ result: Simulation.Result) {
        #expect(result.events >= Simulation.events && result.faults >= Simulation.faults, "seed \(seed)")
        guard !result.violations.isEmpty else { return }
        let found = result.violations.prefix(8).joined(separator: "\n  ")
        Issue.record(
            """
            GENKAN_SEED=\(seed) swift test --disable-xctest --filter '\(test)'
              \(found)
            \(result.story)
            """)
    }

    private func note(_ name: String, _ seeds: Int, _ done: Int) throws {
        var toll = Toll(name)
        toll.seeds = seeds
        toll.acknowledged = done
        try Torture.note(toll)
    }

    @Test(arguments: 0..<shards)
    func `R2 R40 the shipped workflows keep every promise whatever fails`(shard: Int) async throws {
        let blueprint = try await Blueprint.shipped.value
        var (done, events) = (0, 0)
        for seed in Self.seeds(shard, 100, torture: 10_000) {
            let result = try await Simulation.run(seed, blueprint)
            report(seed, "the shipped workflows", result)
            done += result.done
            events += result.events
        }
        try note("R2 shipped workflows, share \(shard)", Self.seeds(shard, 100, torture: 10_000).count, done)
        print("R2 shipped, share \(shard): \(events) events")
    }

    @Test(arguments: 0..<shards)
    func `R2 R19 R20 R40 drawn workflows do as the naive model says whatever fails`(shard: Int) async throws {
        var (done, events) = (0, 0)
        for seed in Self.seeds(shard, 100, torture: 10_000) {
            let result = try await Simulation.run(seed, Blueprint.drawn(seed: seed))
            report(seed, "drawn workflows", result)
            done += result.done
            events += result.events
        }
        try note("R2 drawn workflows, share \(shard)", Self.seeds(shard, 100, torture: 10_000).count, done)
        print("R2 drawn, share \(shard): \(events) events")
    }

    @Test func `R2 the same seed gives the same trace`() async throws {
        let blueprint = try await Blueprint.shipped.value
        for seed in UInt64(1)...20 {
            let first = try await Simulation.run(seed, blueprint, events: 200)
            let second = try await Simulation.run(seed, blueprint, events: 200)
            #expect(first.hash == second.hash, "seed \(seed)")
        }
    }

    @Test(arguments: PlantedBug.allCases)
    func `R2 a planted bug is found`(bug: PlantedBug) async throws {
        for seed in UInt64(1)...50 {
            if try await !Simulation.run(seed, Blueprint.drawn(seed: seed), bug: bug).violations.isEmpty {
                return print("R2 \(bug) was found by seed \(seed)")
            }
        }
        Issue.record("\(bug) was not found")
    }
}
