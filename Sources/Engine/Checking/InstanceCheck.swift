import Statecharts

/// One instance: its row and all others of it, beside what its history leads to (I-05, I-08, I-09, I-19, I-20).
struct InstanceCheck {
    private(set) var violations: [Violation] = []
    private let instance: CheckedInstance
    private let rows: CheckedRows

    /// Checks; nothing is read or written.
    /// - Parameters:
    ///   - waits: whether it waits for nothing that SQL can see.
    ///   - definition: what it lives by, if this program can read that.
    init(
        _ instance: CheckedInstance, _ rows: CheckedRows, waitsForNothing: Bool, definition: Definition?,
        keys: SealKeys
    ) {
        self.instance = instance
        self.rows = rows
        var walk = HistoryWalk(instance.id, definition: definition.map { Hex.encode($0.contentHash) })
        for entry in rows.history { walk.follow(entry) }
        violations += walk.violations
        checkStays()
        checkMails(walk)
        guard rows.history.first?.revision == 1, rows.history.last?.revision == instance.revision else { return }
        checkRow(walk)
        guard let definition else { return }
        checkState(definition, waitsForNothing: waitsForNothing)
        // what the history leads to can be compared only where it can be followed
        if violations.isEmpty { compare(walk.entries, definition, keys) }
    }

    private mutating func note(_ invariant: Invariant, _ text: String) {
        violations.append(Violation(invariant, instance.id.text, text))
    }

    private mutating func checkRow(_ walk: HistoryWalk) {
        let state = walk.state.joined(separator: " ")
        if state != instance.state {
            note(.replay, "stands in '\(instance.state)', and its history ends in '\(state)'")
        }
        let context = JSON.object(walk.context.map { (name: $0.key, value: $0.value) })
        if !context.canonical.elementsEqual(instance.context.utf8) { note(.replay, contextDifference(walk.context)) }
        guard let first = rows.history.first, let last = rows.history.last else { return }
        if instance.createdAt != first.at { note(.replay, "was not made at the time of its first entry") }
        if instance.updatedAt != last.at { note(.replay, "was not changed last at the time of its last entry") }
    }

    /// Names of fields only: values may be people's.
    private func contextDifference(_ followed: [String: JSON]) -> String {
        guard let stored = (try? JSON(parsing: instance.context))?.objectValue else {
            return "its context cannot be read"
        }
        let names = Set(followed.keys).union(stored.map(\.name)).sorted().filter { name in
            followed[name] != stored.first { $0.name == name }?.value
        }
        return "its context is not what its history set: \(names.joined(separator: ", "))"
    }

    private mutating func checkStays() {
        guard let stays = try? Stays.decode(instance.stays, of: instance.id) else {
            return note(.ownStay, "the states that it stands in cannot be read")
        }
        for timer in rows.timers {
            guard let name = TimerName(timer.name), let entered = stays[name.state], entered <= timer.armedRevision
            else {
                note(.ownStay, "timer \(timer.name) is of no state that it stands in")
                continue
            }
        }
        for task in rows.tasks {
            let state = String(task.name.prefix { $0 != "." })
            if stays[state] != task.openedRevision {
                note(.ownStay, "task \(task.name) is of no state that it stands in")
            }
        }
        for link in rows.links where !link.row.isEnded && stays[link.state] != link.entered {
            note(.ownStay, "link \(link.row.id) lives, and is of no state that it stands in")
        }
    }

    private mutating func checkMails(_ walk: HistoryWalk) {
        guard !walk.mails.isEmpty || !rows.mails.isEmpty else { return }
        var found: [String: Int] = [:]
        for mail in rows.mails { found[mail.id, default: 0] += 1 }
        for mail in walk.mails {
            switch found.removeValue(forKey: mail.id) ?? 0 {
            case 1: break
            case 0: note(.oneMail, "mail \(mail.id) of entry \(mail.revision) neither waits nor was sent")
            case let count: note(.oneMail, "mail \(mail.id) of entry \(mail.revision) is there \(count) times")
            }
        }
        // entries may be gone below a checkpoint
        let first = rows.history.first?.revision ?? 1
        for mail in rows.mails where found[mail.id] != nil && mail.revision >= first {
            note(.oneMail, "no entry names mail \(mail.id)")
        }
    }

    private mutating func checkState(_ definition: Definition, waitsForNothing: Bool) {
        let leaves = instance.state.split(separator: " ").map(String.init)
        guard let configuration = Configuration(leafNames: leaves, in: definition) else {
            return note(.replay, "stands in '\(instance.state)', which its definition lacks")
        }
        if configuration.isFinal(in: definition) != instance.isFinal {
            note(
                .replay, instance.isFinal ? "is kept as ended, and is under way" : "has ended, and is kept as under way"
            )
        }
        let mayStand = configuration.active.contains { !definition.states[$0].standing.isEmpty }
        if waitsForNothing, !mayStand {
            note(.nobodyLost, "is under way in '\(instance.state)' without a task, a timer or a subscription")
        }
    }

    private mutating func compare(_ entries: [RecordedEntry?], _ definition: Definition, _ keys: SealKeys) {
        do {
            var stored = Comparison.Stored()
            stored.history = entries
            stored.timers = rows.timers.compactMap { timer in
                TimerName(timer.name).map { TimerRow(name: $0, due: timer.due, armedRevision: timer.armedRevision) }
            }
            stored.tasks = rows.tasks
            stored.links = rows.links.map(\.row)
            stored.heard = rows.heard
            let row = InstanceRow(
                id: instance.id, definitionID: instance.definitionID, state: instance.state,
                context: try ContextCoding.decode(instance.context, by: definition, of: instance.id),
                revision: instance.revision, changedRevision: instance.revision,
                stays: try Stays.decode(instance.stays, of: instance.id), headHash: instance.headHash,
                isFinal: instance.isFinal, stuck: nil, createdAt: instance.createdAt, updatedAt: instance.updatedAt,
                contextText: instance.context)
            let comparison = Comparison(row, stored, by: definition, keys: keys)
            for trouble in comparison.troubles { note(.replay, trouble) }
            for difference in comparison.differences {
                note(.replay, "\(difference.text) is \(difference.fault.rawValue)")
            }
        } catch {
            note(.replay, (error as? BrokenInvariant)?.sentence ?? "\(error)")
        }
    }
}
