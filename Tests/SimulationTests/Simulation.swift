import Foundation
import Statecharts
import Storage
import TestKit

/// One seed: a world that lives, comes to rest, and is looked at.
struct Simulation {
    /// What came of a seed.
    struct Result: Sendable {
        var hash: UInt64
        var events: Int
        var faults: Int
        /// How many acts were done.
        var done: Int
        /// Empty where everything holds.
        var violations: [String]
        /// Of the violations.
        var story: String
    }

    static let events = 500
    static let faults = 5

    /// Runs the seed.
    static func run(
        _ seed: UInt64, _ blueprint: Blueprint, bug: PlantedBug? = nil, events: Int = Simulation.events
    ) async throws -> Result {
        try await Schedule.run(seed: seed) {
            let world = try World(seed: seed, blueprint, bug: bug)
            var violations: [String]
            do {
                try await world.live(events: events, faults: faults)
                violations = try await Check.violations(of: world)
            } catch is World.NeverRests {
                violations = ["it goes on and on"]
            }
            violations.sort()
            if chosen != nil {
                print(world.trace.lines.joined(separator: "\n"))
                for row in try world.store.rows("select at, entry from history order by at, instance_id, revision") {
                    print(Timestamp(microseconds: try row.integer(0)).iso8601, try row.text(1))
                }
            }
            let names = violations.prefix(3).flatMap { $0.split(separator: " ").map(String.init) }.filter {
                $0.count > 30
            }
            return Result(
                hash: world.trace.hash, events: world.trace.count, faults: world.trace.faults,
                done: world.acts.count(where: \.ending.isDone), violations: violations,
                story: violations.isEmpty ? "" : world.trace.story(about: names))
        }
    }

    /// One seed that somebody wants to see again with its whole trace, `GENKAN_SEED`.
    static let chosen = ProcessInfo.processInfo.environment["GENKAN_SEED"].flatMap(UInt64.init)
}
