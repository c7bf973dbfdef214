import Storage
import Synchronization
import TestKit

/// The engine's own rate of 16 senders while somebody's REPEATABLE READ keeps every old row, against without.
///
/// Two stores, because what is kept for one reader is kept in the whole database.
enum SnapshotFigure {
    private static let look = Statement("bench.look", "select count(*) from definition")
    private static let stay = Statement("bench.stay", "select 1 from pg_sleep(0.1)")

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let held = try await bed.store()
        let free = try await bed.store()
        let reader = try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(held.url)))
        let isOver = Flag()
        let (samples, limitSamples) = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await reader.read { tx in
                    _ = try tx.rows(Self.look)
                    while !isOver.isSet { _ = try tx.rows(Self.stay) }
                }
            }
            defer { isOver.set() }
            return try await bed.compare {
                try await held.chart.rate(senders: 16, seconds: bed.seconds)
            } with: {
                try await free.chart.rate(senders: 16, seconds: bed.seconds)
            }
        }
        try await reader.close()
        try await held.close()
        try await free.close()
        return [
            Figure(
                name: "PostgreSQL, an old snapshot held / not", unit: "transitions/s", samples: samples,
                goal: .ratioAtLeast(0.85), limitSamples: limitSamples)
        ]
    }
}

/// Set once, by one task for another.
private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
