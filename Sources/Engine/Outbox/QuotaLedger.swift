public import Statecharts
public import Storage

/// Counts what was sent to whom does not know us yet: one row for each address or network, shared by all processes (S-8).
public struct QuotaLedger: Sendable {
    private let keys: SealKeys

    init(keys: SealKeys) { self.keys = keys }

    /// Takes one from a quota, in the transaction that sends.
    ///
    /// The row is locked until the commit, so two processes never take the same one.
    /// - Parameter subject: an address, or what else has a quota; it is stored as a keyed hash.
    /// - Returns: when there is room again; absent if one was taken.
    public func take(
        from quota: Quota, of subject: String, now: Timestamp, in tx: borrowing Transaction
    ) throws -> Timestamp? {
        let key = keys.personKey(subject)
        let row = try tx.rows(QuotaTable.lock, .bytes(key), now.sql).first
        let day = now.adding(.hours(-24))
        let times = try (row?.text(0) ?? "").split(separator: " ").compactMap { Int64($0) }
            .map { Timestamp(microseconds: $0) }.filter { $0 > day }
        if let room = quota.room(after: times, now: now) { return room }
        let taken = (times + [now]).map { "\($0.microseconds)" }.joined(separator: " ")
        tx.write(QuotaTable.set, .bytes(key), .text(taken), now.sql)
        return nil
    }

    /// Forgets whom nothing was sent to for a day.
    static func forget(before now: Timestamp, in tx: borrowing Transaction) {
        tx.write(QuotaTable.forget, now.adding(.hours(-24)).sql)
    }
}

extension SecurityLog {
    /// The quotas of mails to addresses that were never verified, under the same keys.
    public var quotas: QuotaLedger { QuotaLedger(keys: keys) }
}

enum QuotaTable {
    static let lock = Statement(
        "quota.lock",
        """
        insert into mail_quota (subject_key, taken, last_at) values ($1, '', $2)
        on conflict (subject_key) do update set taken = mail_quota.taken returning taken
        """)
    static let set = Statement("quota.set", "update mail_quota set taken = $2, last_at = $3 where subject_key = $1")
    static let forget = Statement("quota.forget", "delete from mail_quota where last_at < $1")
    static let all = [lock, set, forget]
}
