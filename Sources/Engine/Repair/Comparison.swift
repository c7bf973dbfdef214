import Statecharts
import Storage

/// An instance's rows beside what its history asks for (`commit.md` 12).
struct Comparison {
    /// What the store holds of one instance beside its row.
    struct Stored {
        var history: [RecordedEntry?] = []
        var timers: [TimerRow] = []
        var tasks: [TaskRow] = []
        var links: [StoredLink] = []
        var heard: [TopicKey] = []
    }

    /// The part of a link's row that may be put right.
    struct StoredLink {
        var id: String
        var expiresAt: Timestamp?
        var isEnded: Bool
    }

    /// A subscription that should be there.
    struct Missed {
        var pair: TopicKey
        /// When the instance began to wait, and the last publication that it is known to have heard since.
        var since: Timestamp
        var heard: Int64
    }

    let standing: Standing
    /// All that should stand.
    private(set) var timers: [TimerRow] = []
    private(set) var tasks: [TaskRow] = []
    /// What is to be written.
    private(set) var links: [StandingLink] = []
    private(set) var missed: [Missed] = []
    private(set) var unheard: [TopicKey] = []
    private(set) var differences: [Difference] = []
    /// What nobody can put right by itself; not empty, the rest is left alone.
    private(set) var troubles: [String] = []

    /// Compares; nothing is read or written.
    init(_ row: InstanceRow, _ stored: Stored, by definition: Definition, keys: SealKeys) {
        var standing = Standing(definition, keys: keys)
        do {
            for entry in stored.history {
                guard let entry else { throw Standing.Unclear(sentence: "an entry cannot be read") }
                try standing.follow(entry)
            }
        } catch {
            troubles.append((error as? Standing.Unclear)?.sentence ?? "\(error)")
        }
        self.standing = standing
        guard troubles.isEmpty else { return }
        let leaves = standing.configuration.leafNames(in: definition).joined(separator: " ")
        guard standing.revision == row.revision, leaves == row.state, standing.stays == row.stays else {
            troubles.append("the history does not lead to where the instance stands")
            return
        }
        compareTimers(stored.timers)
        compareTasks(stored.tasks, row: row)
        compareLinks(stored.links)
        compareSubscriptions(stored.heard, row: row)
    }

    private mutating func note(_ kind: Difference.Kind, _ name: String, _ fault: Difference.Fault) {
        differences.append(Difference(kind: kind, name: name, fault: fault))
    }

    private mutating func compareTimers(_ stored: [TimerRow]) {
        timers = standing.timers
        for timer in timers where !stored.contains(timer) {
            note(.timer, timer.name.text, stored.contains { $0.name == timer.name } ? .wrong : .missing)
        }
        for timer in stored where !timers.contains(where: { $0.name == timer.name }) {
            note(.timer, timer.name.text, .dead)
        }
    }

    private mutating func compareTasks(_ stored: [TaskRow], row: InstanceRow) {
        let roles = RoleReader(definition: standing.definition, directory: DirectoryMemory(.empty))
        for turn in standing.turns {
            guard let role = standing.definition.role(turn.role) else { continue }
            let holders = roles.turnKeys(of: role, context: row.context, keys: standing.keys)
            for (index, holder) in holders.enumerated() {
                tasks.append(
                    TaskRow(
                        name: "\(turn.state).\(turn.role)#\(index + 1)", openedAt: turn.openedAt,
                        openedRevision: turn.openedRevision, role: turn.role, personKey: holder.person,
                        groupKey: holder.group, due: turn.due))
            }
        }
        for task in tasks where !stored.contains(task) {
            note(.task, task.name, stored.contains { $0.name == task.name } ? .wrong : .missing)
        }
        for task in stored where !tasks.contains(where: { $0.name == task.name }) { note(.task, task.name, .dead) }
    }

    /// A link that has ended stays ended, whoever ended it; one that the history never gave out is nobody's to mend.
    private mutating func compareLinks(_ stored: [StoredLink]) {
        let found = Dictionary(stored.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for link in standing.links {
            guard let row = found[link.id] else {
                note(.link, link.id, .missing)
                links.append(link)
                continue
            }
            guard !row.isEnded, link.end != nil || row.expiresAt != link.expiresAt else { continue }
            note(.link, link.id, link.end == nil ? .wrong : .dead)
            links.append(link)
        }
        let unknown = stored.filter { !standing.linkIDs.contains($0.id) }.map(\.id).sorted()
        if !unknown.isEmpty { troubles.append("no entry gave out the link \(unknown.joined(separator: ", "))") }
    }

    private mutating func compareSubscriptions(_ stored: [TopicKey], row: InstanceRow) {
        let definition = standing.definition
        let asked = definition.heard(in: standing.configuration, context: row.context)
        for pair in asked where !stored.contains(pair) {
            note(.subscription, pair.topic, .missing)
            missed.append(missing(pair, row: row))
        }
        for pair in stored where !asked.contains(pair) {
            note(.subscription, pair.topic, .dead)
            unheard.append(pair)
        }
    }

    /// From when on it should have heard: since it began to wait, in whichever state that was.
    ///
    /// What it heard and could not use left no entry, so that may come once more: one wake-up too many, which the guard
    /// drops again, rather than one too few.
    private func missing(_ pair: TopicKey, row: InstanceRow) -> Missed {
        let definition = standing.definition
        var fields: Set<String> = []
        var begun = standing.revision
        for index in standing.configuration.active {
            let node = definition.states[index]
            for case let hearing? in node.on.map(\.topic)
            where hearing.topic == pair.topic && row.context[hearing.field]?.keyText == pair.key {
                fields.insert(hearing.field)
                begun = min(begun, max(standing.waits[hearing] ?? 1, standing.changes[hearing.field] ?? 1))
            }
        }
        // events of that name which hear this very pair since the key came up, and no other
        let events = definition.states.flatMap(\.on)
        let heard = standing.heard.filter { heard in
            let named = events.filter { $0.name == heard.event }
            return named.allSatisfy { event in
                guard let hearing = event.topic else { return false }
                return hearing.topic == pair.topic && fields.contains(hearing.field)
                    && heard.revision > standing.changes[hearing.field] ?? 0
            }
        }
        return Missed(
            pair: pair,
            since: (standing.times[begun] ?? row.createdAt)
                .adding(Span(microseconds: -Limits.overlapOfCommands.microseconds)),
            heard: heard.map(\.publication).max() ?? 0)
    }
}
