import Engine
import Foundation
import Statecharts
import Storage
import TestKit

/// Thousands of instances that wait for one timer each, and what became of them.
struct AlarmCrowd: Sendable {
    let place: PostgresPlace
    private let world: BareWorld

    /// What `genkan serve` is told to serve: these flows and the counter.
    var options: [String] { ["--workflows", place.folder.file("workflows")] }

    init() async throws {
        place = try PostgresPlace()
        try AlarmWorkflow.write(to: place.folder.file("workflows"))
        try CounterWorkflow.write(to: place.folder.file("workflows"))
        try await place.migrate()
        world = try await BareWorld(
            .postgres, definitions: AlarmWorkflow.definitions,
            database: try await PostgresDatabase.open(.patient(place.url)),
            clock: SystemTime())
    }

    /// Starts an instance for each of these times, a hundred at once, so that they share commits.
    func start(_ workflow: String, due times: [Timestamp]) async throws {
        try await withThrowingTaskGroup { group in
            for sender in 0..<min(100, times.count) {
                group.addTask {
                    for index in stride(from: sender, to: times.count, by: 100) {
                        _ = try await world.start(workflow, .object([("due", .string(times[index].iso8601))]))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    func close() async throws { try await world.database.close() }

    /// How many timers have not fired.
    func left(_ workflow: String) throws -> Int {
        Int(try place.ask("select count(*) from genkan.timer where workflow = '\(workflow)'")) ?? -1
    }

    /// Waits until no timer is left.
    func finish(_ workflow: String, within seconds: Int) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while case let left = try left(workflow), left > 0 {
            guard ContinuousClock.now < end else { throw TooLate(left: left) }
            usleep(200_000)
        }
    }

    struct TooLate: Error { var left: Int }

    /// What the histories say of the timers of a workflow.
    struct Report: CustomStringConvertible {
        var instances: Int
        /// Instances that are over with exactly the entries of their start and their timer.
        var whole: Int
        var early: Int
        /// Milliseconds between due and effect.
        var p50: Double
        var p99: Double
        var worst: Double

        var description: String {
            "\(instances) timers, \(whole) once, \(early) early; late by p50 \(Int(p50)) ms, p99 \(Int(p99)) ms, "
                + "at worst \(Int(worst)) ms"
        }
    }

    func report(_ workflow: String) throws -> Report {
        let line = try place.ask(
            """
            with fired as (
                select i.id, i.is_final, (select count(*) from genkan.history h where h.instance_id = i.id) as entries,
                    (select count(*) from genkan.history h where h.instance_id = i.id
                        and h.entry::json ->> 'kind' = 'timer') as rings,
                    (select min(extract(epoch from h.at - (i.context::json ->> 'due')::timestamptz)) * 1000
                        from genkan.history h where h.instance_id = i.id and h.revision = 2) as late
                from genkan.instance i
                join genkan.definition d on d.id = i.definition_id where d.workflow = '\(workflow)')
            select count(*), count(*) filter (where is_final and entries = 2 and rings = 1), count(*) filter (where late < 0),
                percentile_cont(array[0.5, 0.99, 1]) within group (order by late) from fired;
            """)
        let words = line.split { "|{},".contains($0) }.map(String.init)
        guard words.count == 6 else { throw TooLate(left: -1) }
        return Report(
            instances: Int(words[0]) ?? -1, whole: Int(words[1]) ?? -1, early: Int(words[2]) ?? -1,
            p50: Double(words[3]) ?? -1, p99: Double(words[4]) ?? -1, worst: Double(words[5]) ?? -1)
    }
}
