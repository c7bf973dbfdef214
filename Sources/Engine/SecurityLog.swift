public import Statecharts
public import Storage

/// Refusals and sign-in events, apart from every history (S-40).
public struct SecurityLog: Sendable {
    let keys: SealKeys

    /// Makes a log whose callers are hidden by these keys.
    public init(keys: SealKeys) { self.keys = keys }

    /// Writes an event; `caller` is stored as a keyed hash.
    public func record(
        _ code: String, caller: String?, instance: InstanceID?, data: String, id: String, now: Timestamp,
        in tx: borrowing Transaction
    ) {
        tx.write(
            SecurityTable.record, .text(id), now.sql, .text(code), .bytes(orNull: caller.map(keys.personKey)),
            .text(orNull: instance?.text), .text(data))
    }

    /// The newest events: time, code, instance, data.
    public func recent(
        limit: Int, in tx: borrowing Transaction
    ) throws -> [(at: Timestamp, code: String, instance: InstanceID?, data: String)] {
        try tx.rows(SecurityTable.recent, .integer(limit)).map {
            (try $0.timestamp(0), try $0.text(1), try $0.optionalText(2).map(InstanceID.init), try $0.text(3))
        }
    }
}
