import Statecharts
import Storage

/// One step to its rows: instance, history, timers, tasks, links, children, mails, listing, mentions (`commit.md` 3, 5).
extension Work {
    mutating func write(
        _ step: Step, on trigger: Trigger, data: Record, facts: Record, caller: Caller, entry: HistoryEntry.Draft,
        in tx: borrowing Transaction
    ) throws -> Written {
        let revision = row.revision + 1
        guard JSON(step.snapshot.context).canonical.count <= ContextCoding.bytesMax else {
            throw Rejection.outOfBounds(field: "context", error: "tooLong")
        }
        let origin = row
        move(to: step, revision: revision)
        writeTimers(of: step, revision: revision, in: tx)
        if case .timer(let name) = trigger, !step.exited.contains(where: { definition.states[$0].name == name.state }) {
            try extendEnds(of: name.state, in: tx)
        }
        endLinks(of: step, trigger: trigger, caller: caller, from: origin, in: tx)

        var history = HistoryEntry(
            instance: row.id, revision: revision, at: now, draft: entry, definition: definition, seed: seed,
            data: data, facts: facts, step: step)
        let started = try startChildren(of: step, entry: &history, in: tx)
        try writeTasks(of: step, revision: revision, in: tx)
        try writeMails(of: step, trigger: trigger, entry: &history, in: tx)

        let line = history.row(after: row.headHash, salt: { [random = parts.random] in random(16) })
        row.headHash = line.hash
        HistoryTable.append(line, to: row.id, in: tx)
        if isStored {
            try InstanceTable.advance(row, from: origin.revision, in: tx)
        } else {
            InstanceTable.insert(row, in: tx)
            isStored = true
        }
        if origin.state != row.state {
            tx.write(
                ListingTable.set, .text(row.id.text), .text(definition.workflow), .text(row.state), row.createdAt.sql)
        }
        if row.isFinal, !definition.key.isEmpty { tx.write(KeyTable.release, .text(row.id.text)) }
        mention(step, caller: caller, in: tx)
        return Written(step: step, started: started)
    }

    private mutating func move(to step: Step, revision: Int64) {
        for state in step.exited { row.stays[definition.states[state].name] = nil }
        for state in step.entered { row.stays[definition.states[state].name] = revision }
        snapshot = step.snapshot
        row.state = step.snapshot.configuration.leafNames(in: definition).joined(separator: " ")
        row.context = step.snapshot.context
        row.revision = revision
        if step.isChange { row.changedRevision = revision }
        row.isFinal = step.snapshot.configuration.isFinal(in: definition)
        row.updatedAt = now
    }

    private func writeTimers(of step: Step, revision: Int64, in tx: borrowing Transaction) {
        for state in step.exited where !definition.states[state].after.isEmpty {
            tx.write(TimerTable.deleteOfState, .text(row.id.text), .text(definition.states[state].name))
        }
        for name in step.cancelled { TimerTable.delete(name, of: row.id, in: tx) }
        for timer in step.timers { TimerTable.set(timer, of: row.id, revision: revision, in: tx) }
    }

    /// A reminder was queued now: no end of its state comes within the grace, and live links and tasks go with it.
    private func extendEnds(of state: String, in tx: borrowing Transaction) throws {
        guard let node = definition.state(state) else { return }
        let earliest = now.adding(Limits.graceAfterReminder)
        let rows = try TimerTable.rows(TimerTable.ofInstance, [.text(row.id.text)], in: tx)
        for timer in rows where timer.name.state == state && timer.due < earliest {
            guard node.after.first(where: { $0.name == timer.name.timer })?.isEnd == true else { continue }
            tx.write(
                TimerTable.set, .text(row.id.text), .text(timer.name.text), earliest.sql,
                .integer(timer.armedRevision))
            tx.write(LinkTable.extend, .text(row.id.text), .text(state), timer.due.sql, earliest.sql)
            tx.write(TaskTable.extend, .text(row.id.text), .text(state), timer.due.sql, earliest.sql)
        }
    }

    private func writeTasks(of step: Step, revision: Int64, in tx: borrowing Transaction) throws {
        for state in step.exited where !definition.states[state].tasks.isEmpty {
            tx.write(TaskTable.closeOfState, .text(row.id.text), .text(definition.states[state].name))
        }
        let changed = Set(step.set.keys).union(step.unset)
        for index in snapshot.configuration.active {
            let node = definition.states[index]
            let isEntered = step.entered.contains(index)
            for task in node.tasks {
                guard let role = definition.role(task.role), isEntered || role.reads(changed) else { continue }
                tx.write(TaskTable.closeOfState, .text(row.id.text), .text(node.name))
                try open(task, role: role, in: node, revision: row.stays[node.name] ?? revision, in: tx)
            }
        }
    }

    private func open(
        _ task: TaskDeclaration, role: Role, in node: StateNode, revision: Int64, in tx: borrowing Transaction
    ) throws {
        let due = try endOfStay(of: node.index, in: tx)
        var number = 0
        for source in role.sources {
            let group = roles.group(of: source, context: row.context)
            let people = roles.references(of: source, context: row.context)
            let keys: [(SQLValue, SQLValue)] =
                group.map { [(.null, .text($0.text))] }
                ?? people.map { (.bytes(parts.outbox.keys.personKey($0.email)), .null) }
            for (personKey, groupKey) in keys {
                number += 1
                tx.write(
                    TaskTable.open, .text(row.id.text), .text("\(node.name).\(role.name)#\(number)"), now.sql,
                    .integer(revision), .text(role.name), personKey, groupKey, due.sql)
            }
        }
    }

    /// When the earliest end timer of a state or its ancestors is due.
    func endOfStay(of state: Int, in tx: borrowing Transaction) throws -> Timestamp? {
        var ends: [(state: String, timer: String)] = []
        var index: Int? = state
        while let current = index {
            let node = definition.states[current]
            ends += node.after.filter(\.isEnd).map { (node.name, $0.name) }
            index = node.parent
        }
        guard !ends.isEmpty else { return nil }
        return try TimerTable.rows(TimerTable.ofInstance, [.text(row.id.text)], in: tx)
            .filter { timer in ends.contains { $0.state == timer.name.state && $0.timer == timer.name.timer } }
            .map(\.due).min()
    }

    /// Links of left turns: the presser's is *answered*, the others' *closed*; or *expired*, or *withdrawn*.
    private func endLinks(
        of step: Step, trigger: Trigger, caller: Caller, from origin: InstanceRow, in tx: borrowing Transaction
    ) {
        for state in step.exited {
            let node = definition.states[state]
            guard !node.tasks.isEmpty else { continue }
            var reason = "closed"
            switch trigger {
            case .timer: reason = "expired"
            case .start: break
            case .event(let event):
                if node.tasks.contains(where: { definition.isAnswer(event, to: $0) }) {
                    for address in caller.person?.addresses ?? [] {
                        tx.write(
                            LinkTable.endOfPerson, .text(row.id.text), .text(node.name),
                            .bytes(parts.outbox.keys.personKey(address)), .text("answered"), .integer(row.revision),
                            now.sql)
                    }
                } else if row.isFinal {
                    reason = "withdrawn"
                }
            }
            tx.write(
                LinkTable.endStay, .text(row.id.text), .text(node.name), .text(reason), .integer(row.revision), now.sql)
        }
    }

    private func mention(_ step: Step, caller: Caller, in tx: borrowing Transaction) {
        var emails: Set<String> = []
        for (name, value) in step.set where definition.field(name)?.isPersonal == true {
            emails.formUnion(value.people.map(\.email).filter { $0.utf8.contains(UInt8(ascii: "@")) })
        }
        let acting = caller.person?.email
        if let acting { emails.insert(acting) }
        for email in emails {
            tx.write(
                MentionTable.add, .bytes(parts.outbox.keys.personKey(email)), .text(row.id.text),
                .flag(email == acting))
        }
    }
}

extension Role {
    /// Whether holders depend on one of these context fields.
    fileprivate func reads(_ fields: Set<String>) -> Bool {
        sources.contains { source in
            switch source {
            case .context(let field), .right(noun: _, field: let field, right: _): fields.contains(field)
            case .staff: false
            }
        }
    }
}

extension Definition {
    /// Whether the event counts as the answer to a task: those it names, or all events of its role.
    fileprivate func isAnswer(_ event: String, to task: TaskDeclaration) -> Bool {
        if let done = task.done { return done.contains(event) }
        return events(named: event).contains { node in
            if case .roles(let roles, condition: _, error: _) = node.by { roles.contains(task.role) } else { false }
        }
    }
}
