import Foundation
import Statecharts
import TestKit
import Testing

/// Timers whose servers are killed and held at random.
@Suite struct `R18 C63 a storm of timers` {
    @Test(.timeLimit(.minutes(40)))
    func `each fires once, none early, and hardly one late, whoever of four servers is killed or held`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let random = SeededRandom(seed: seed)
        let count = Torture.count(2_000, torture: 100_000)
        let perSecond = 200
        let crowd = try await AlarmCrowd()
        let clock = ContinuousClock()
        let sample = 200
        let took = try await clock.measure {
            try await crowd.start(
                "bell", due: Array(repeating: Timestamp(microseconds: 4_000_000_000_000_000), count: sample))
        }
        // the first is due when all have begun
        let ahead = took * (count / sample) * 1.5 + .seconds(3)
        let first = Int64(Date().timeIntervalSince1970 * 1_000_000) + ahead.components.seconds * 1_000_000
        let window = count / perSecond * 1_000_000
        try await crowd.start(
            "alarm", due: (0..<count).map { _ in Timestamp(microseconds: first + Int64(random.number(below: window))) })
        #expect(Int64(Date().timeIntervalSince1970 * 1_000_000) < first, "the first were due before all had begun")
        try await crowd.close()
        let report = try await blocking {
            let holding = Torture.isLong ? 500..<120_000 : 300..<3_000
            let pause = Torture.isLong ? 1_000..<8_000 : 100..<1_000
            let chaos = try Chaos(4, at: crowd.place, crowd.options, seed: seed, holding: holding, pause: pause)
            chaos.start()
            let wait = window / 1_000_000 + Int(ahead.components.seconds)
            do {
                try crowd.finish("alarm", within: wait + 180)
            } catch {
                _ = try? chaos.end()
                throw error
            }
            #expect(try chaos.end() == [0, 0, 0, 0])
            let report = try crowd.report("alarm")
            print("C63: seed \(seed): \(chaos.report); \(report)")
            return report
        }
        #expect(report.instances == count && report.whole == count, "seed \(seed)")
        #expect(report.early == 0, "seed \(seed)")
        // a run beside other tests has no cores of its own
        #expect(report.p99 <= Double(Torture.count(10_000, torture: 2_000)), "seed \(seed)")
        #expect(try crowd.left("bell") == sample, "the later ones wait")
    }
}
