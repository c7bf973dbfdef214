import Statecharts
import Storage

/// Due timers of one instance, applied before any event in the same commit (`commit.md` 1 step 2, 12).
extension Work {
    /// Applies what is due.
    /// - Returns: whether more is due than one command applies.
    func applyDueTimers(in tx: borrowing Transaction) throws -> Bool {
        var applied = 0
        while let next = nextDue() {
            guard applied < Limits.dueTimersMax else { return true }
            try fire(next, in: tx)
            applied += 1
        }
        return false
    }

    private struct DueTimer {
        var row: TimerRow
        var node: TimerNode
        var state: StateNode
        var collapsed: [TimerRow] = []
    }

    /// The first live due timer: by due time, reminders before ends, then document order.
    ///
    /// Of the due reminders of one state only the latest fires; dead rows are removed on the way.
    private func nextDue() -> DueTimer? {
        let rows = timers.filter { $0.due <= now }
        guard !rows.isEmpty else { return nil }
        var due: [DueTimer] = []
        for timer in rows {
            if let live = live(timer) { due.append(live) } else { timers.removeAll { $0 == timer } }
        }
        due.sort { order($0) < order($1) }
        guard let first = due.first else { return nil }
        guard !first.node.isEnd else { return first }
        var reminders = due.filter { !$0.node.isEnd && $0.state.index == first.state.index }
        guard var latest = reminders.popLast() else { return first }
        latest.collapsed = reminders.map(\.row)
        return latest
    }

    /// A timer lives iff its state is active since an entry not later than the arming.
    private func live(_ timer: TimerRow) -> DueTimer? {
        guard let entered = row.stays[timer.name.state], entered <= timer.armedRevision,
            let state = definition.state(timer.name.state),
            let node = state.after.first(where: { $0.name == timer.name.timer }), node.slots.contains(timer.name.number)
        else { return nil }
        return DueTimer(row: timer, node: node, state: state)
    }

    private func order(_ timer: DueTimer) -> (Int64, Int, Int, Int, Int) {
        let place = timer.state.after.firstIndex { $0.name == timer.node.name } ?? 0
        return (
            timer.row.due.microseconds, timer.node.isEnd ? 1 : 0, timer.state.index, place, timer.row.name.number
        )
    }

    private func fire(_ timer: DueTimer, in tx: borrowing Transaction) throws {
        for past in timer.collapsed + [timer.row] {
            timers.removeAll { $0.name == past.name }
            rearm(past)
        }
        let facts = try parts.facts(
            timer.node.facts, of: definition, scope: scope(caller: nil), in: tx)
        let draft = HistoryEntry.Draft(
            kind: .timer, event: timer.row.name.text, author: nil, form: nil,
            collapsed: timer.collapsed.map(\.name.text))
        do {
            _ = try perform(
                .timer(timer.row.name), data: [:], facts: facts, caller: .system, entry: draft, in: tx)
        } catch Rejection.noBranch {
            // No way fits now: the timer is spent without effect, and the history says so, or it would count as lost.
            _ = try write(
                Step(standing: snapshot), on: .event(timer.row.name.text), data: [:], facts: facts, caller: .system,
                entry: draft, in: tx)
        } catch let rejection as Rejection {
            let cause = "timer \(timer.row.name.text) of \(row.id)"
            throw BrokenInvariant(rejection.sentence(after: cause), instance: row.id)
        } catch let broken as BrokenInvariant where broken.instance == nil {
            // An instance that it starts breaks a rule; nobody is there to let the timer be.
            throw BrokenInvariant(broken.sentence, instance: row.id)
        }
    }

    private func rearm(_ past: TimerRow) {
        if let next = past.next(after: now, in: definition) { arm(next) }
    }
}

extension TimerRow {
    /// A repeating timer does not catch up: its next firing is the first regular one after now.
    func next(after now: Timestamp, in definition: Definition) -> TimerRow? {
        guard let node = definition.state(name.state)?.after.first(where: { $0.name == name.timer }),
            let every = node.every, name.number == node.slots.upperBound, every.microseconds > 0
        else { return nil }
        let missed = (now.microseconds - due.microseconds) / every.microseconds
        let next = due.microseconds + (missed + 1) * every.microseconds
        return TimerRow(name: name, due: Timestamp(microseconds: next), armedRevision: armedRevision)
    }
}
