/// What holds between the parts of a chart, once all of it is read (E032, E033, E035, E039, E046, W303).
extension DefinitionParser {
    /// Computes what events and timers reach, and checks the chart as a whole.
    /// - Returns: start events and states with what they reach.
    mutating func checkReachAndStructure(_ chart: Definition) -> (start: [EventNode], states: [StateNode]) {
        var start = chart.start
        var states = chart.states
        for index in start.indices {
            start[index] = reached(chart.start[index], from: nil, in: chart)
        }
        for state in states.indices {
            for index in states[state].on.indices {
                states[state].on[index] = reached(chart.states[state].on[index], from: state, in: chart)
            }
            for index in states[state].after.indices {
                let timer = chart.states[state].after[index]
                var reach = Reach(from: state, in: chart)
                for invariant in chart.invariants.asserted { reach.read(invariant) }
                reach.follow(shared: timer.shared, timer.branches)
                states[state].after[index].facts = reach.facts.sorted()
                states[state].after[index].isActing = reach.isActing
                check(timer.shared, timer.branches, .timer(state: state, name: timer.name), from: state, in: chart)
            }
            checkState(chart.states[state], in: chart)
        }
        checkTimerCount(in: chart)
        checkEnds(in: chart)
        return (start, states)
    }

    /// At most 32 timers may be armed at once (`format.md` section 6).
    private mutating func checkTimerCount(in chart: Definition) {
        for state in chart.states where !state.isCompound {
            let timers = chart.lineage(of: state.index).flatMap { chart.states[$0].after }
            let count = timers.reduce(0) { $0 + $1.moments.count + ($1.every == nil ? 0 : 1) }
            guard count > ParsingLimits.timers else { continue }
            let message = "\(count) timers run in the state '\(state.name)'; at most \(ParsingLimits.timers)"
            fault("E004", message, at: stateOutline[state.index].place)
        }
    }

    private mutating func reached(_ event: EventNode, from state: Int?, in chart: Definition) -> EventNode {
        var event = event
        var gate = Reach(from: state, in: chart)
        if case .roles(_, let condition, _) = event.by { gate.read(condition) }
        gate.read(event.when)
        var reach = gate
        for item in event.form?.items ?? [] {
            reach.read(item.when)
            reach.read(item.prefill)
        }
        for page in event.form?.pages ?? [] { reach.read(page.when) }
        for check in event.form?.checks ?? [] {
            for expression in check.expressions { reach.read(expression) }
        }
        for invariant in chart.invariants.asserted { reach.read(invariant) }
        reach.follow(shared: event.shared, event.branches)
        event.gateFacts = gate.facts.sorted()
        event.facts = reach.facts.sorted()
        event.isActing = reach.isActing
        if state == nil { checkStart(event, refused: reach.refused) }
        check(event.shared, event.branches, .event(state: state, name: event.name), from: state, in: chart)
        return event
    }

    /// Every way of a start event leads into a state, and sets what must be set (E035).
    /// - Parameter refused: what actions lead to that refuse on the way, also in entry blocks.
    private mutating func checkStart(_ event: EventNode, refused: [Branch]) {
        let owner = Owner.event(state: nil, name: event.name)
        guard !faultyOwners.contains(owner) else { return }
        let place = places[owner] ?? .start
        for (branch, shared) in event.branches.map({ ($0, event.shared) }) + refused.map({ ($0, Block()) }) {
            switch branch.end {
            case .refuse: continue
            case .stay: fault("E006", "a branch of a start event needs 'state' or 'refuse'", at: place)
            case .state(let target):
                let blocks = [shared, branch.block]
                let set = blocks.flatMap { block in
                    block.set.map(\.name) + block.actions.flatMap { $0.into.map(\.field) }
                        // `each` over an empty list sets nothing
                        + block.starts.compactMap { $0.each == nil ? $0.into : nil }
                }
                let missing = context.filter {
                    $0.isRequired && !set.contains($0.name) && !suspects.contains("context.\($0.name)")
                }
                for field in missing {
                    let way = "the way of '\(event.name)' to '\(stateOutline[target].name)'"
                    fault(
                        "E035", "\(way) does not set the required field '\(field.name)'; set it, or make it optional",
                        at: place)
                }
            }
        }
    }

    private mutating func checkState(_ state: StateNode, in chart: Definition) {
        let leaves = chart.restingPlaces(after: chart.leaves(of: state.index))
        for block in state.entry { checkLinks(of: block.mails, in: leaves, .entry(state: state.index), chart) }
        check(Block(), state.eventless, .eventless(state: state.index), from: state.index, in: chart)
        checkStanding(state, in: chart)
        checkAnswers(of: state, in: chart)
    }

    /// `standing` names events that are offered here and leave, and a task there is never forgotten.
    private mutating func checkStanding(_ state: StateNode, in chart: Definition) {
        guard let value = stateOutline[state.index].value["standing"] else { return }
        let offered = chart.lineage(of: state.index).flatMap { chart.states[$0].on }
        for element in value.elements ?? [] {
            guard let name = element.text else { continue }
            let events = offered.filter { $0.name == name }
            if events.isEmpty {
                unknown("E032", "event", name, at: element.place, among: offered.map(\.name))
            } else if !events.contains(where: { $0.branches.contains { $0.isLeaving } }) {
                fault(
                    "E032", "the event '\(name)' does not leave the state '\(state.name)'; name one that does",
                    at: element.place)
            }
        }
        let reminds = state.after.contains { timer in
            timer.every != nil && !(timer.shared.mails + timer.branches.flatMap(\.block.mails)).isEmpty
        }
        if !state.tasks.isEmpty, !reminds {
            fault("E033", "a standing task needs a timer with 'every' that mails; nobody is forgotten", at: value.place)
        }
    }

    private mutating func checkAnswers(of state: StateNode, in chart: Definition) {
        let offered = chart.lineage(of: state.index).flatMap { chart.states[$0].on.map(\.name) }
        for task in stateOutline[state.index].value["task"]?.oneOrMore ?? [] {
            for element in task["done"]?.oneOrMore ?? [] {
                guard let name = element.text, !offered.contains(name) else { continue }
                unknown("E032", "event", name, at: element.place, among: offered)
            }
        }
    }

    /// Checks every way of one construct: links of mails, and facts in order.
    private mutating func check(
        _ shared: Block, _ branches: [Branch], _ owner: Owner, from source: Int?, in chart: Definition
    ) {
        guard !faultyOwners.contains(owner) else { return }
        var order = FactOrder(in: chart)
        for branch in branches {
            order.walk(shared: shared, branch, from: source)
            guard let leaves = landing(of: branch, from: source, in: chart) else { continue }
            checkLinks(of: shared.mails + branch.block.mails, in: leaves, owner, chart)
        }
        var reach = Reach(from: source, in: chart)
        reach.follow(shared: shared, branches)
        for way in reach.refused {
            guard let leaves = landing(of: way, from: source, in: chart) else { continue }
            checkLinks(of: way.block.mails, in: leaves, holder(of: way, in: chart) ?? owner, chart)
        }
        for stale in order.found {
            let message =
                "the fact '\(stale.fact)' is used after 'context.\(stale.field)' has changed in the same step; use it before"
            fault("E046", message, at: places[owner] ?? .start)
        }
    }

    /// The entry or exit block whose action leads to the branch when it refuses.
    private func holder(of way: Branch, in chart: Definition) -> Owner? {
        func isHeld(_ blocks: [Block]) -> Bool {
            blocks.contains { $0.actions.contains { $0.refused.values.contains { $0 === way } } }
        }
        for state in chart.states {
            if isHeld(state.entry) { return .entry(state: state.index) }
            if isHeld(state.exit) { return .exit(state: state.index) }
        }
        return nil
    }

    private func landing(of branch: Branch, from source: Int?, in chart: Definition) -> Set<Int>? {
        switch branch.end {
        case .refuse: return nil
        case .stay: return source.map { chart.restingPlaces(after: chart.leaves(of: $0)) }
        case .state(let target):
            let path = chart.entryPath(to: target, below: chart.domain(from: source, to: target))
            return chart.restingPlaces(after: path.suffix(1))
        }
    }

    /// A mail with `link: task` needs a task of its roles where the step comes to rest (E039).
    private mutating func checkLinks(of mails: [String], in leaves: Set<Int>, _ owner: Owner, _ chart: Definition) {
        if findings.contains(where: { $0.code == "E011" }) { return }
        let tasks = Set(leaves.flatMap { chart.states[$0].tasks.map(\.role) })
        for name in mails {
            guard let mail = chart.mails[name], mail.link == .task else { continue }
            for role in mail.to where !tasks.contains(role) {
                let place = mailPlaces[owner]?[name] ?? places[owner] ?? .start
                fault(
                    "E039",
                    "the mail '\(name)' links to a task of '\(role)', who has none then; mail it where one stands",
                    at: place)
            }
        }
    }

    /// Declarations that nothing uses (W303).
    mutating func checkUnused(_ root: YAMLValue) {
        let kinds: [(key: String, word: String, use: (String) -> Use)] = [
            ("types", "type", Use.type), ("roles", "role", Use.role), ("facts", "fact", Use.fact),
            ("actions", "action", Use.action), ("mails", "mail", Use.mail),
        ]
        for kind in kinds {
            for entry in root[kind.key]?.entries ?? [] where !uses.contains(kind.use(entry.key)) {
                warn("W303", "the \(kind.word) '\(entry.key)' is not used", at: entry.place)
            }
        }
    }
}

extension Branch {
    /// Whether the branch goes to a state, or one of its refused branches does.
    fileprivate var isLeaving: Bool {
        if case .state = end { return true }
        return block.actions.contains { $0.refused.values.contains { $0.isLeaving } }
    }
}
