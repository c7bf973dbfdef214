import Statecharts
import Storage

/// Putting an instance's rows right, under its lock and with an entry that says so.
extension CommandRun {
    /// Compares anew, because what was seen from outside may have been mended or moved on meanwhile.
    ///
    /// Nothing to put right: nothing is written. Never a new state, and no mail: a timer that comes back overdue fires by
    /// the ordinary way.
    func repair(_ id: InstanceID, in tx: borrowing Transaction) throws -> Result {
        guard let work = try load(id, in: tx), work.row.stuck == nil, !work.row.isFinal else {
            return .refused(EngineError(.notFound, "There is no such request."))
        }
        let comparison = try Comparison.of(work.row, by: work.definition, keys: parts.outbox.keys, in: tx)
        if !comparison.differences.isEmpty { try work.putRight(comparison, in: tx) }
        return .answered(Answer(instance: try Viewing(work: work, caller: .system).view(in: tx), isReplay: false))
    }
}

extension Work {
    /// Writes what should stand, and the entry.
    fileprivate func putRight(_ comparison: Comparison, in tx: borrowing Transaction) throws {
        timers = comparison.timers
        tasks = comparison.tasks
        for link in comparison.links { try put(link, in: tx) }
        var data: Record = [:]
        for fault in Set(comparison.differences.map(\.fault)) {
            let rows = comparison.differences.filter { $0.fault == fault }.map { Value.text($0.text) }
            data[fault.entryField] = .list(rows)
        }
        let draft = HistoryEntry.Draft(
            kind: .repair, event: "repair", author: Caller.system.author, form: nil, payload: Difference.entryFields)
        _ = try write(
            Step(standing: snapshot), on: .event("repair"), data: data, facts: [:], caller: .system, entry: draft,
            in: tx)
        save(in: tx)
        // topics' rows come behind all others (docs/lock-order.md)
        for pair in comparison.unheard {
            tx.write(SubscriptionTable.delete, SubscriptionTable.values(pair, row.id))
        }
        for missed in comparison.missed { try hear(missed, in: tx) }
    }

    private func put(_ link: StandingLink, in tx: borrowing Transaction) throws {
        var reason = link.end?.reason
        if let email = link.end?.answeredBy {
            let addresses = try directory.person(email, in: tx)?.addresses ?? [email]
            if addresses.contains(where: { parts.outbox.keys.personKey($0) == link.personKey }) { reason = "answered" }
        }
        tx.write(
            RepairTable.putLink, .text(link.id), .bytes(link.secretHash), .text(row.id.text), .text(link.stayState),
            .integer(link.stayRevision), .text(link.role), .bytes(link.personKey), .text(link.target),
            .integer(link.madeRevision), link.expiresAt.sql, .text(orNull: reason),
            .integer(orNull: link.end?.revision), (link.end?.at).sql)
    }

    private func hear(_ missed: Comparison.Missed, in tx: borrowing Transaction) throws {
        let (topic, key) = (SQLValue.text(missed.pair.topic), SQLValue.text(missed.pair.key))
        let since = try tx.rows(RepairTable.seenAt, topic, key, missed.since.sql).first?.integer(0) ?? 0
        tx.write(
            RepairTable.subscribe,
            SubscriptionTable.values(missed.pair, row.id) + [.integer(max(since, missed.heard))])
    }
}

extension Difference {
    /// What a *repair* entry says; names of rows only, nothing that is about a person.
    fileprivate static let entryFields = [Fault.missing, .dead, .wrong].map { fault in
        Field(
            name: fault.entryField,
            type: .list(of: .text(TextBounds(max: 200)), min: 0, max: 1_000), personal: false)
    }
}

extension Difference.Fault {
    fileprivate var entryField: String {
        switch self {
        case .missing: "back"
        case .dead: "gone"
        case .wrong: "changed"
        }
    }
}
