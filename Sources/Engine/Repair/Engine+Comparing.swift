import Statecharts
import Storage

extension Engine {
    /// Compares a slice of the live instances behind a place, in one snapshot; writes nothing.
    func compare(
        after place: InstanceID, through last: InstanceID, limit: Int
    ) async throws -> (looked: [InstanceID], found: [Comparison.Found]) {
        try await database.read { tx in
            try Comparison.ofSlice(
                after: place, through: last, limit: limit, catalog: parts.catalog, keys: parts.outbox.keys, in: tx)
        }
    }
}
