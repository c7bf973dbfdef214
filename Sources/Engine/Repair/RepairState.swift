public import Statecharts
public import Storage

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
