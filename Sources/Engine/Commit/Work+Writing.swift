import Statecharts
import Storage

/// One step to its rows: instance, history, timers, tasks, links, children, mails, listing, mentions (`commit.md` 3, 5).
extension Work {
    func write(
        _ step: Step, on trigger: Trigger, data: Record, facts: Record, caller: Caller, entry: HistoryEntry.Draft,
        in tx: borrowing Transaction
    ) throws -> Written {
        let revision = row.revision + 1
        if stored == nil || !step.set.isEmpty || !step.unset.isEmpty {
            row.contextText = ContextCoding.encode(step.snapshot.context)
            guard row.contextText.utf8.count <= ContextCoding.bytesMax else {
                throw Rejection.outOfBounds(field: "context", error: "tooLong")
            }
        }
        let origin = row
        move(to: step, revision: revision)
        moveTimers(by: step, revision: revision)
        moveTasks(by: step, revision: revision)
        if case .timer(let name) = trigger, !step.exited.contains(where: { definition.states[$0].name == name.state }) {
            extendEnds(of: name.state, in: tx)
        }
        endLinks(of: step, trigger: trigger, caller: caller, from: origin, in: tx)

        var history = HistoryEntry(
            instance: row.id, revision: revision, at: now, draft: entry, definition: definition, seed: seed,
            data: data, facts: facts, step: step)
        let started = try startChildren(of: step, from: origin.context, entry: &history, in: tx)
        writeMessages(of: step, wasFinal: origin.isFinal, in: tx)
        try writeMails(
            of: step, trigger: trigger, from: origin.context, caller: caller, entry: &history, in: tx)

        let line = history.row(after: row.headHash, salt: { [random = parts.random] in random(16) })
        row.headHash = line.hash
        HistoryTable.append(line, to: row.id, in: tx)
        mention(step, caller: caller, in: tx)
        return Written(step: step, started: started)
    }

    private func move(to step: Step, revision: Int64) {
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

    /// Writes what is to be read when the next command comes: the row, its timers and turns, its line in the list.
    ///
    /// Once per command, however many steps it had; the entries were written by each step.
    func save(in tx: borrowing Transaction) {
        if let stored {
            if stored.row.revision != row.revision { InstanceTable.advance(row, from: stored.row.revision, in: tx) }
        } else {
            InstanceTable.insert(row, in: tx)
        }
        TimerTable.write(
            timers, over: stored?.timers ?? [], of: row.id, workflow: definition.workflow, in: tx)
        TaskTable.write(tasks, over: stored?.tasks ?? [], of: row.id, in: tx)
        if stored?.row.state != row.state {
            tx.write(
                ListingTable.set, .text(row.id.text), .text(definition.workflow), .text(row.state), row.createdAt.sql)
        }
        if row.isFinal, stored?.row.isFinal == false, !definition.key.isEmpty {
            tx.write(KeyTable.release, .text(row.id.text))
        }
        writeSubscriptions(over: stored?.heard ?? [], in: tx)
        stored = Stored(row: row, timers: timers, tasks: tasks, heard: heard)
    }

    private func moveTimers(by step: Step, revision: Int64) {
        for state in step.exited where !definition.states[state].after.isEmpty {
            timers.removeAll { $0.name.state == definition.states[state].name }
        }
        timers.removeAll { step.cancelled.contains($0.name) }
        for timer in step.timers {
            arm(TimerRow(name: timer.name, due: timer.due, armedRevision: revision))
        }
    }

    /// Puts the timer in the place of the one of its name.
    func arm(_ timer: TimerRow) {
        timers.removeAll { $0.name == timer.name }
        timers.append(timer)
    }

    /// A reminder was queued now: no end of its state comes within the grace, and live links and tasks go with it.
    private func extendEnds(of state: String, in tx: borrowing Transaction) {
        guard let node = definition.state(state) else { return }
        let earliest = now.adding(Limits.graceAfterReminder)
        for index in timers.indices where timers[index].name.state == state && timers[index].due < earliest {
            let due = timers[index].due
            guard node.after.first(where: { $0.name == timers[index].name.timer })?.isEnd == true else { continue }
            timers[index].due = earliest
            for task in tasks.indices where tasks[task].isOf(state: state) && tasks[task].due == due {
                tasks[task].due = earliest
            }
            tx.write(LinkTable.extend, .text(row.id.text), .text(state), due.sql, earliest.sql)
        }
    }

    private func moveTasks(by step: Step, revision: Int64) {
        for state in step.exited where !definition.states[state].tasks.isEmpty {
            closeTasks(of: definition.states[state])
        }
        let changed = Set(step.set.keys).union(step.unset)
        for index in snapshot.configuration.active {
            let node = definition.states[index]
            let isEntered = step.entered.contains(index)
            for task in node.tasks {
                guard let role = definition.role(task.role),
                    isEntered || definition.isHolding(of: role, readFrom: changed)
                else { continue }
                tasks.removeAll { $0.isOf(state: node.name) && $0.role == role.name }
                open(task, role: role, in: node, revision: row.stays[node.name] ?? revision)
            }
        }
    }

    private func closeTasks(of state: StateNode) { tasks.removeAll { $0.isOf(state: state.name) } }

    private func open(_ task: TaskDeclaration, role: Role, in node: StateNode, revision: Int64) {
        let due = endOfStay(of: node.index)
        var number = 0
        for (personKey, groupKey) in roles.turnKeys(of: role, context: row.context, keys: parts.outbox.keys) {
            number += 1
            tasks.append(
                TaskRow(
                    name: "\(node.name).\(role.name)#\(number)", openedAt: now, openedRevision: revision,
                    role: role.name, personKey: personKey, groupKey: groupKey, due: due))
        }
    }

    /// When the earliest end timer of a state or its ancestors is due.
    func endOfStay(of state: Int) -> Timestamp? { definition.endOfStay(of: state, by: timers) }

    /// Links of left turns end; those of whoever answered end as *answered*.
    private func endLinks(
        of step: Step, trigger: Trigger, caller: Caller, from origin: InstanceRow, in tx: borrowing Transaction
    ) {
        for state in step.exited {
            let node = definition.states[state]
            guard !node.tasks.isEmpty else { continue }
            let (reason, isAnswer) = definition.endOfLinks(to: node, by: trigger, isFinal: row.isFinal)
            for address in isAnswer ? caller.person?.addresses ?? [] : [] {
                tx.write(
                    LinkTable.endOfPerson, .text(row.id.text), .text(node.name),
                    .bytes(parts.outbox.keys.personKey(address)), .text("answered"), .integer(row.revision), now.sql)
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
        for email in emails.sorted() {
            tx.write(
                MentionTable.add, .text(row.id.text), .bytes(parts.outbox.keys.personKey(email)),
                .flag(email == acting))
        }
    }
}

extension Definition {
    /// Whether it depends on one of these context fields who holds the role: by its sources, or by whom it excepts.
    func isHolding(of role: Role, readFrom fields: Set<String>) -> Bool {
        guard !fields.isEmpty else { return false }
        return withExcepted(role).contains { role in
            role.sources.contains { source in
                switch source {
                case .context(let field), .right(noun: _, field: let field, right: _): fields.contains(field)
                case .staff: false
                }
            }
        }
    }

    /// When the earliest end timer of a state or its ancestors is due.
    func endOfStay(of state: Int, by timers: [TimerRow]) -> Timestamp? {
        var end: Timestamp?
        var index: Int? = state
        while let current = index {
            let node = states[current]
            for timer in timers where timer.name.state == node.name {
                guard node.after.contains(where: { $0.isEnd && $0.name == timer.name.timer }) else { continue }
                end = min(end ?? timer.due, timer.due)
            }
            index = node.parent
        }
        return end
    }

    /// Why the links to a state's tasks end when it is left, and whether that is the answer of whoever acts.
    func endOfLinks(to node: StateNode, by trigger: Trigger, isFinal: Bool) -> (reason: String, isAnswer: Bool) {
        switch trigger {
        case .timer: return ("expired", false)
        case .start: return ("closed", false)
        case .cancel: return ("withdrawn", false)
        case .event(let event):
            let isHandedOn = node.tasks.contains { task in
                events(named: event).contains { namesAnother($0, as: task.role) }
            }
            if isHandedOn { return ("forwarded", false) }
            if node.tasks.contains(where: { isAnswer(event, to: $0) }) { return ("closed", true) }
            return (isFinal ? "withdrawn" : "closed", false)
        }
    }

    /// Whether the event counts as the answer to a task: those it names, or all events of its role.
    func isAnswer(_ event: String, to task: TaskDeclaration) -> Bool {
        if let done = task.done { return done.contains(event) }
        return events(named: event).contains { node in
            if case .roles(let roles, condition: _, error: _) = node.by { roles.contains(task.role) } else { false }
        }
    }
}
