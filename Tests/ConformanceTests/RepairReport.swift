import Statecharts
import Storage

@testable import Engine

/// What the repair pass would find of all live instances at once; changes nothing.
struct RepairReport: Sendable {
    private static let batch = 100
    private static let namedMax = 20

    /// Instances that were looked at.
    var looked = 0
    /// Rows that are not as the histories ask.
    var differences = 0
    /// The first of them, in words: `018f…: timer waiting.remind#1 missing`.
    var named: [String] = []
    /// Instances whose history and row disagree, in words; at most 20.
    var troubles: [String] = []

    /// Looks at every live instance, a hundred in a snapshot.
    static func read(
        _ database: any Database, catalog: Catalog, keys: SealKeys
    ) async throws -> RepairReport {
        var report = RepairReport()
        var place = InstanceID(RepairTable.firstPlace)
        while true {
            let after = place
            let slice = try await database.read { tx in
                try Comparison.ofSlice(
                    after: after, through: InstanceID(RepairTable.lastPlace), limit: batch, catalog: catalog,
                    keys: keys, in: tx)
            }
            for lost in slice.found { report.add(lost) }
            report.looked += slice.looked.count
            guard slice.looked.count == batch, let last = slice.looked.last else { return report }
            place = last
        }
    }

    private mutating func add(_ lost: Comparison.Found) {
        differences += lost.differences.count
        for difference in lost.differences where named.count < Self.namedMax {
            named.append("\(lost.id): \(difference.text) \(difference.fault.rawValue)")
        }
        for trouble in lost.troubles where troubles.count < Self.namedMax {
            troubles.append("\(lost.id): \(trouble)")
        }
    }
}
