import Statecharts
import Storage

/// Ending a dead letter of an instance, under its lock and with an entry that says why.
extension CommandRun {
    /// Never a new state, and no mail; of two who discard the same letter one finds none.
    func discard(
        _ letter: String, of id: InstanceID, because reason: String, in tx: borrowing Transaction
    ) throws -> Result {
        guard let work = try load(id, in: tx), let found = try DeadLetter.locked(letter, in: tx), found.instance == id
        else { return .refused(EngineError(.notFound, "There is no such dead letter.")) }
        if let cause = work.row.stuck { throw Engine.stuck(cause) }
        let author = HistoryEntry.Author(staff: "operations", reason: reason)
        let draft = HistoryEntry.Draft(
            kind: .repair, event: "discard", author: author, form: nil, payload: DeadLetter.entryFields)
        _ = try work.write(
            Step(standing: work.snapshot), on: .event("discard"),
            data: ["letter": .text(letter), "mail": .text(found.kind)], facts: [:], caller: .system, entry: draft,
            in: tx)
        work.save(in: tx)
        DeadLetter.end(letter, because: reason, now: work.now, in: tx)
        SecurityLog(keys: parts.outbox.keys).record(
            DeadLetter.discarded, caller: nil, instance: id, data: "\(letter): \(reason)", id: securityEventID,
            now: now,
            in: tx)
        return .answered(Answer(instance: try Viewing(work: work, caller: .system).view(in: tx), isReplay: false))
    }
}

extension DeadLetter {
    /// What a *discard* entry says; nothing that is about a person.
    fileprivate static let entryFields = ["letter", "mail"].map { name in
        Field(name: name, type: .text(TextBounds(max: 200)), personal: false)
    }

    /// The code in the security log.
    static let discarded = "outbox-discarded"

    /// Where a dead letter comes from; held until the commit, so that nobody brings it back meanwhile.
    static func locked(_ id: String, in tx: borrowing Transaction) throws -> (instance: InstanceID?, kind: String)? {
        try tx.rows(HealthTable.deadLocked, .text(id)).first.map { row in
            (try row.optionalText(0).map(InstanceID.init), try row.text(1))
        }
    }

    /// Moves it to `sent` as undeliverable; the reason stands where a mail server's words would.
    static func end(_ id: String, because reason: String, now: Timestamp, in tx: borrowing Transaction) {
        tx.write(HealthTable.discard, .text(id), now.sql, .text(Undelivered.givenUp + reason))
        tx.write(HealthTable.removeDead, .text(id))
    }
}
