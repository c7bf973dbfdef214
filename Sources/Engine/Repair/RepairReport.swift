public import Statecharts
public import Storage

/// What a comparison of all live instances with their histories found; for `doctor`, which changes nothing.
public struct RepairReport: Sendable {
    private static let batch = 100
    private static let namedMax = 20

    /// Instances that were looked at.
    public var looked = 0
    /// Rows that are not as the histories ask.
    public var differences = 0
    /// The first of them, in words: `018f…: timer waiting.remind#1 missing`.
    public var named: [String] = []
    /// Instances whose history and row disagree, in words; at most 20.
    public var troubles: [String] = []

    /// Looks at every live instance, a hundred in a snapshot.
    public static func read(
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

/// What the running servers' repair passes came to.
public struct RepairState: Sendable {
    /// When a pass stopped because too much was lost at once; absent since a round passed without.
    public var alarmAt: Timestamp?
    /// Rows put right in the present round.
    public var found: Int64

    /// Reads it.
    public static func read(_ database: any Database) async throws -> RepairState {
        try await database.read { tx in
            let row = try tx.rows(RepairTable.state).first
            return RepairState(alarmAt: try row?.optionalTimestamp(0), found: try row?.integer(1) ?? 0)
        }
    }
}
