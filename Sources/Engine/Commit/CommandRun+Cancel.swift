import Statecharts
import Storage

/// Ending an instance by operations, under its lock and with an entry that says why.
extension CommandRun {
    /// Also one that was set aside: what it holds is freed, and whoever asked is told, as its definition has it at that end.
    ///
    /// Due timers are not applied first: they may be what does not work.
    func cancel(
        _ id: InstanceID, to end: String, because reason: String, in tx: borrowing Transaction
    ) throws -> Result {
        guard let work = try load(id, in: tx) else { return .refused(Engine.absent) }
        let scope = work.scope(caller: nil)
        let facts = try parts.facts(work.definition.facts.keys.sorted(), of: work.definition, scope: scope, in: tx)
        let author = HistoryEntry.Author(staff: "operations", reason: reason)
        let draft = HistoryEntry.Draft(kind: .cancel, event: "cancel", author: author, form: nil)
        let wasStuck = work.row.stuck != nil
        do {
            _ = try work.perform(.cancel(to: end), data: [:], facts: facts, caller: .system, entry: draft, in: tx)
        } catch let rejection as Rejection {
            return .refused(refusal(rejection, work, to: end))
        }
        work.save(in: tx)
        if wasStuck { tx.write(InstanceTable.retry, .text(id.text)) }
        SecurityLog(keys: parts.outbox.keys).record(
            "instance-cancelled", caller: nil, instance: id, data: "\(end): \(reason)", id: securityEventID, now: now,
            in: tx)
        return .answered(Answer(instance: try Viewing(work: work, caller: .system).view(in: tx), isReplay: false))
    }

    private func refusal(_ rejection: Rejection, _ work: Work, to end: String) -> EngineError {
        let ends = work.definition.ends.map(\.name)
        if work.row.isFinal {
            return EngineError(.eventNotAllowed, "It is over already: it ended in '\(work.row.state)'.")
        }
        guard ends.contains(end) else {
            return EngineError(
                .eventNotAllowed,
                "'\(end)' is no end of \(work.definition.workflow): take one of \(ends.joined(separator: ", ")).")
        }
        return EngineError(.eventNotAllowed, "It cannot end there: \(rejection.sentence(after: "'cancel'")).")
    }
}
