import Statecharts

/// What an instance's timers, tasks and links are by its history: the same function as the commits that wrote them, each
/// entry followed and no guard asked again (`commit.md` 12).
///
/// Times of entry are the entries' own; a timer that has fired is one that an entry names, alone or *collapsed*; a reminder
/// moves the ends of its state; a turn is opened anew by an entry that changes who holds its role.
struct Standing {
    /// An open turn of a role, without the people, who follow from the context of today.
    struct OpenTurn {
        var state: String
        var role: String
        var openedAt: Timestamp
        var openedRevision: Int64
        var due: Timestamp?
    }

    /// A publication that an entry heard.
    struct Heard {
        var revision: Int64
        var event: String
        var publication: Int64
    }

    /// Why no more can be said.
    struct Unclear: Error {
        var sentence: String
    }

    let definition: Definition
    let keys: SealKeys
    private(set) var configuration = Configuration(active: [])
    private(set) var stays: [String: Int64] = [:]
    private(set) var revision: Int64 = 0
    private(set) var timers: [TimerRow] = []
    private(set) var turns: [OpenTurn] = []
    private(set) var links: [StandingLink] = []
    /// Links that the history names, also those whose person was erased.
    private(set) var linkIDs: Set<String> = []
    private(set) var heard: [Heard] = []
    /// What is heard where it stands, and the entry since which it has been, also in other states before.
    private(set) var waits: [Hearing: Int64] = [:]
    /// When each entry was made, and by which a context field was changed last.
    private(set) var times: [Int64: Timestamp] = [:]
    private(set) var changes: [String: Int64] = [:]
    /// What timers read; only kept where one does.
    private var context: Record = [:]
    private let readsContext: Bool

    init(_ definition: Definition, keys: SealKeys) {
        self.definition = definition
        self.keys = keys
        readsContext = definition.hasTimestampTimers(in: Array(definition.states.indices))
    }

    /// Follows the next entry.
    /// - Throws: `Unclear` where the history cannot be followed.
    mutating func follow(_ entry: RecordedEntry) throws {
        guard entry.revision == revision + 1 else { throw Unclear(sentence: "entry \(revision + 1) is missing") }
        revision = entry.revision
        times[revision] = entry.at
        if entry.kind == .repair { return }
        guard let trigger = entry.trigger else { throw Unclear(sentence: "entry \(revision) is of an unknown kind") }
        let passage = definition.passage(entry.took, on: trigger, from: configuration, to: entry.state)
        guard let passage else { throw Unclear(sentence: "entry \(revision) does not lead where it says") }
        if case .timer(let name) = trigger { spend(name, entry) }
        move(entry, passage)
        if case .timer(let name) = trigger, !entry.took.isEmpty, stays[name.state] != nil, !isLeft(name.state, passage)
        {
            extendEnds(of: name.state, at: entry.at)
        }
        endLinks(by: trigger, entry, passage)
        issueLinks(by: trigger, entry)
    }

    private func isLeft(_ state: String, _ passage: Definition.Passage) -> Bool {
        passage.exited.contains { definition.states[$0].name == state }
    }

    /// A firing takes its timer and those that it stands for; what repeats is armed again.
    private mutating func spend(_ name: TimerName, _ entry: RecordedEntry) {
        for name in entry.collapsed.compactMap(TimerName.init) + [name] {
            guard let index = timers.firstIndex(where: { $0.name == name }) else { continue }
            let past = timers.remove(at: index)
            if let next = past.next(after: entry.at, in: definition) { timers.append(next) }
        }
    }

    private mutating func move(_ entry: RecordedEntry, _ passage: Definition.Passage) {
        for index in passage.exited {
            let name = definition.states[index].name
            stays[name] = nil
            timers.removeAll { $0.name.state == name }
            turns.removeAll { $0.state == name }
        }
        for index in passage.entered { stays[definition.states[index].name] = revision }
        configuration = passage.configuration
        let hearings = Set(configuration.active.flatMap { definition.states[$0].on.compactMap(\.topic) })
        waits = waits.filter { hearings.contains($0.key) }
        for hearing in hearings where waits[hearing] == nil { waits[hearing] = revision }
        if let publication = entry.publication {
            heard.append(Heard(revision: revision, event: entry.event, publication: publication))
        }
        let changed = entry.changed
        for field in changed { changes[field] = revision }
        moveTimers(entry, passage, changed: changed)
        openTurns(passage, changed: changed, at: entry.at)
    }

    private mutating func moveTimers(_ entry: RecordedEntry, _ passage: Definition.Passage, changed: Set<String>) {
        let before = context
        if readsContext { take(entry) }
        let scope = Scope(
            context: context, data: [:], facts: [:], caller: nil, now: entry.at,
            activeStates: configuration.active.map { definition.states[$0].name })
        let staying = configuration.active.filter { !passage.entered.contains($0) }
        let moved = definition.movedTimers(staying: staying, changed: changed, before: before, scope: scope)
        timers.removeAll { moved.cancelled.contains($0.name) }
        let entered = passage.entered.flatMap { definition.timers(of: $0, enteredAt: entry.at, scope: scope) }
        for timer in entered + moved.set {
            timers.removeAll { $0.name == timer.name }
            timers.append(TimerRow(name: timer.name, due: timer.due, armedRevision: revision))
        }
    }

    private mutating func take(_ entry: RecordedEntry) {
        for (name, value) in entry.values {
            context[name] = definition.field(name).flatMap { Value(value, as: $0.type) }
        }
        for name in entry.unset { context[name] = nil }
    }

    private mutating func openTurns(_ passage: Definition.Passage, changed: Set<String>, at now: Timestamp) {
        for index in configuration.active {
            let node = definition.states[index]
            for task in node.tasks {
                guard let role = definition.role(task.role),
                    passage.entered.contains(index) || definition.isHolding(of: role, readFrom: changed)
                else { continue }
                turns.removeAll { $0.state == node.name && $0.role == role.name }
                turns.append(
                    OpenTurn(
                        state: node.name, role: role.name, openedAt: now,
                        openedRevision: stays[node.name] ?? revision,
                        due: definition.endOfStay(of: index, by: timers)))
            }
        }
    }

    /// A reminder was queued: no end of its state comes within the grace, and live links and tasks go with it.
    private mutating func extendEnds(of state: String, at now: Timestamp) {
        guard let node = definition.state(state) else { return }
        let earliest = now.adding(Limits.graceAfterReminder)
        for index in timers.indices where timers[index].name.state == state && timers[index].due < earliest {
            let due = timers[index].due
            guard node.after.first(where: { $0.name == timers[index].name.timer })?.isEnd == true else { continue }
            timers[index].due = earliest
            for turn in turns.indices where turns[turn].state == state && turns[turn].due == due {
                turns[turn].due = earliest
            }
            for link in links.indices
            where links[link].stayState == state && links[link].expiresAt == due && links[link].end == nil {
                links[link].expiresAt = earliest
            }
        }
    }

    private mutating func endLinks(by trigger: Trigger, _ entry: RecordedEntry, _ passage: Definition.Passage) {
        for index in passage.exited where !definition.states[index].tasks.isEmpty {
            let node = definition.states[index]
            let (reason, isAnswer) = definition.endOfLinks(
                to: node, by: trigger, isFinal: configuration.isFinal(in: definition))
            let answeredBy = isAnswer ? entry.who : nil
            end(
                StandingLink.End(reason: reason, revision: revision, at: entry.at, answeredBy: answeredBy)
            ) { $0.stayState == node.name }
        }
    }

    private mutating func end(_ end: StandingLink.End, where isMeant: (StandingLink) -> Bool) {
        for index in links.indices where links[index].end == nil && isMeant(links[index]) { links[index].end = end }
    }

    private mutating func issueLinks(by trigger: Trigger, _ entry: RecordedEntry) {
        for made in entry.links {
            linkIDs.insert(made.id)
            guard let target = made.target, let node = definition.state(made.state), let entered = stays[made.state],
                let task = node.tasks.first(where: { $0.role == made.role })
            else { continue }
            let key = keys.personKey(target)
            let reason = if case .timer = trigger { "reminded" } else { "resent" }
            end(StandingLink.End(reason: reason, revision: revision, at: entry.at)) {
                $0.stayState == node.name && $0.personKey == key
            }
            let stated = entry.at.adding(task.linkLife ?? Limits.linkLifeMax)
            let expires = definition.endOfStay(of: node.index, by: timers).map { min($0, stated) } ?? stated
            links.append(
                StandingLink(
                    id: made.id, secretHash: made.secretHash, stayState: node.name, stayRevision: entered,
                    role: made.role, personKey: key, target: target, madeRevision: revision, expiresAt: expires))
        }
    }
}
