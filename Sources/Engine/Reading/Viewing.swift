import Statecharts
import Storage

/// An instance through the eyes of one caller.
struct Viewing {
    let work: Work
    let caller: Caller

    /// Watchers, task holders, the asker, and whoever acted may look; the product and nobody else sees everything.
    func isVisible(in tx: borrowing Transaction) throws -> Bool {
        guard let person = caller.person else { return caller == .system }
        if try roles(in: tx).contains(where: mayLook) { return true }
        for address in person.addresses {
            let key = work.parts.outbox.keys.personKey(address)
            let row = try tx.rows(MentionTable.hasActed, .bytes(key), .text(work.row.id.text)).first
            if try row?.flag(0) == true { return true }
        }
        return false
    }

    private func mayLook(_ role: String) -> Bool {
        let definition = work.definition
        let active = work.snapshot.configuration.active
        if role == definition.asker { return true }
        for index in active where definition.states[index].tasks.contains(where: { $0.role == role }) { return true }
        let watch = active.last { definition.states[$0].watch != nil }.flatMap { definition.states[$0].watch }
        return (watch ?? definition.watch).contains(role)
    }

    /// Roles that the caller holds now, in the order of the definition.
    func roles(in tx: borrowing Transaction) throws -> [String] {
        guard let person = caller.person else { return [] }
        return try work.roles.roles(of: person, context: work.row.context, in: tx)
    }

    /// Events that the caller may send now.
    func offers(in tx: borrowing Transaction) throws -> [Offer] { try offers(by: roles(in: tx), in: tx) }

    private func offers(by held: [String], in tx: borrowing Transaction) throws -> [Offer] {
        guard !work.row.isFinal else { return [] }
        let definition = work.definition
        let configuration = work.snapshot.configuration
        var mine: Set<String> = []
        var gateFacts: Set<String> = []
        for state in configuration.active {
            for event in definition.states[state].on where maySend(event, by: held) {
                mine.insert(event.name)
                gateFacts.formUnion(event.gateFacts)
            }
        }
        guard !mine.isEmpty else { return [] }
        let values = caller.values
        let facts = try work.parts.facts(
            gateFacts.sorted(), of: definition, scope: work.scope(caller: values), in: tx)
        let scope = work.scope(facts: facts, caller: values)
        var offers: [Offer] = []
        for (state, event) in definition.offeredPlaces(in: configuration, scope: scope) {
            let node = definition.states[state].on[event]
            guard mine.contains(node.name) else { continue }
            if case .roles(_, condition: let condition?, error: _) = node.by, !condition.holds(in: scope) { continue }
            offers.append(Offer(name: node.name, form: node.form))
        }
        return offers
    }

    private func maySend(_ event: EventNode, by held: [String]) -> Bool {
        switch event.by {
        case .signedIn: caller.person != nil
        case .system: caller == .system && event.topic == nil
        case .roles(let roles, condition: _, error: _): roles.contains(where: held.contains)
        }
    }

    /// Everything that the caller may see.
    func view(started: [InstanceID] = [], in tx: borrowing Transaction) throws -> InstanceView {
        let row = work.row
        let definition = work.definition
        let leaf = work.snapshot.configuration.leaves(in: definition).first
        let held = try roles(in: tx)
        let output = row.isFinal ? leaf.map { work.output(of: $0) } ?? [:] : [:]
        return InstanceView(
            id: row.id, workflow: definition.workflow,
            version: definition.version, title: definition.title, state: row.state, stateTitle: leaf?.title,
            configuration: work.snapshot.configuration.leafNames(in: definition), revision: row.revision,
            changedRevision: row.changedRevision, context: row.context, offers: try offers(by: held, in: tx),
            turns: try turns(in: tx), isFinal: row.isFinal, output: output, createdAt: row.createdAt,
            updatedAt: row.updatedAt, roles: held.sorted(), started: started)
    }

    /// What tasks show to those whose turn it is.
    func evidence(in tx: borrowing Transaction) throws -> [Evidence] {
        guard !work.row.isFinal else { return [] }
        let held = try roles(in: tx)
        var evidence: [Evidence] = []
        for index in work.snapshot.configuration.active {
            let node = work.definition.states[index]
            for task in node.tasks where !task.shows.isEmpty && held.contains(task.role) {
                let names = Set(task.shows.flatMap(\.expression.mentionedFacts)).sorted()
                let facts = try work.parts.facts(
                    names, of: work.definition, scope: work.scope(caller: caller.values), in: tx)
                let scope = work.scope(facts: facts, caller: caller.values)
                let items = task.shows.map { shown in
                    Evidence.Item(
                        name: shown.name, type: shown.expression.type, value: shown.expression.value(in: scope))
                }
                evidence.append(Evidence(state: node.name, role: task.role, items: items))
            }
        }
        return evidence
    }

    private func turns(in tx: borrowing Transaction) throws -> [Turn] {
        var turns: [Turn] = []
        for index in work.snapshot.configuration.active {
            let node = work.definition.states[index]
            for task in node.tasks {
                let holders = try work.roles.holders(of: [task.role], context: work.row.context, in: tx)
                let isCallers =
                    caller.person.map { person in holders.contains { person.isSame(as: $0.reference) } } ?? false
                let since = work.tasks.filter { $0.isOf(state: node.name) }.map(\.openedAt).min()
                turns.append(
                    Turn(
                        state: node.name, role: task.role, isCallers: isCallers,
                        people: holders.map { shown($0) }, since: since ?? work.row.updatedAt,
                        until: work.endOfStay(of: index),
                        otherwise: work.definition.outcomeOfSilence(in: index)))
            }
        }
        return turns
    }

    private func shown(_ person: DirectoryPerson) -> String {
        caller.person?.isSame(as: person.reference) == true ? person.email : Masking.email(person.email)
    }
}

extension Definition {
    /// Title of where the earliest end timer of a state or its ancestors leads.
    func outcomeOfSilence(in state: Int) -> Title? {
        var index: Int? = state
        while let current = index {
            for timer in states[current].after where timer.isEnd {
                for branch in timer.branches {
                    if case .state(let target) = branch.end { return states[target].title }
                }
            }
            index = states[current].parent
        }
        return nil
    }
}
