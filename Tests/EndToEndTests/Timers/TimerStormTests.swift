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
        let window = count / perSecond * 1_000_000
        let (crowd, first) = try await Self.waiting((0..<count).map { _ in Int64(random.number(below: window)) })
        try await crowd.close()
        let report = try await blocking {
            let holding = Torture.isLong ? 500..<120_000 : 300..<3_000
            let pause = Torture.isLong ? 1_000..<8_000 : 100..<1_000
            let chaos = try Chaos(4, at: crowd.place, crowd.options, seed: seed, holding: holding, pause: pause)
            chaos.start()
            let wait = Int((first - Self.now) / 1_000_000) + window / 1_000_000
            do {
                try crowd.finish("alarm", within: wait + 180)
            } catch {
                _ = try? chaos.end()
                throw error
            }
            #expect(try chaos.end() == [0, 0, 0, 0])
            let report = try crowd.report("alarm")
            print("C63: \(report)")
            var toll = Toll("C63 storm of timers", seed: seed)
            chaos.count(into: &toll)
            toll.acknowledged = count
            toll.lost = count - report.whole
            try Torture.note(toll)
            return report
        }
        #expect(report.instances == count && report.whole == count, "seed \(seed)")
        #expect(report.early == 0, "seed \(seed)")
        // a run beside other tests has no cores of its own
        #expect(report.p99 <= Double(Torture.count(10_000, torture: 2_000)), "seed \(seed)")
        #expect(try crowd.left("bell") == Self.bells, "the later ones wait")
    }

    /// Timers that are not due while the test lives.
    private static let bells = 200

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

    /// A crowd of which nobody is due before all have begun, and when the first of them is.
    ///
    /// How long the beginning takes is up to the machine, so a crowd that was too late is left for one with more time.
    /// - Parameter offsets: microseconds between the first and each.
    private static func waiting(_ offsets: [Int64]) async throws -> (crowd: AlarmCrowd, first: Int64) {
        var secondsPerTimer = 0.0
        while true {
            let crowd = try await AlarmCrowd()
            let began = now
            try await crowd.start(
                "bell", due: Array(repeating: Timestamp(microseconds: 4_000_000_000_000_000), count: bells))
            let measured = Double(now - began) / 1_000_000 / Double(bells)
            secondsPerTimer = max(measured * 1.5, secondsPerTimer * 2)
            let ahead = secondsPerTimer * Double(offsets.count) + 3
            let first = now + Int64(ahead * 1_000_000)
            try await crowd.start("alarm", due: offsets.map { Timestamp(microseconds: first + $0) })
            if now < first { return (crowd, first) }
            try await crowd.close()
        }
    }
}
