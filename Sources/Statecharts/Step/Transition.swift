/// What a trigger selects: an event or timer of an active state, or a start event.
struct Transition {
    /// Name of event or timer.
    var name: String
    /// The state that has it; absent at a start.
    var source: Int?
    /// `awaitingActivation.authorise`, `start.submit`: what `took` names, without the branch's number.
    var id: String
    var shared: Block
    var branches: [Branch]
}

extension Definition {
    /// The transition that the trigger selects; the branch is chosen later.
    func transition(
        for trigger: Trigger, in configuration: Configuration, scope: Scope
    ) throws(Rejection) -> Transition {
        switch trigger {
        case .start(let name):
            guard let event = start.first(where: { $0.name == name }), event.isOffered(in: scope) else {
                throw .notOffered
            }
            return Transition(
                name: name, source: nil, id: "start.\(name)", shared: event.shared, branches: event.branches)
        case .event(let name):
            guard let (state, event) = offer(name, in: configuration, scope: scope) else { throw .notOffered }
            return Transition(
                name: name, source: state.index, id: "\(state.name).\(name)", shared: event.shared,
                branches: event.branches)
        case .timer(let name):
            guard let state = state(name.state), configuration.contains(state.index),
                let timer = state.after.first(where: { $0.name == name.timer })
            else { throw .notOffered }
            return Transition(
                name: name.timer, source: state.index, id: "\(state.name).\(timer.name)", shared: timer.shared,
                branches: timer.branches)
        }
    }

    /// The event of that name that the active states offer: innermost first, `when` true.
    public func offer(
        _ name: String, in configuration: Configuration, scope: Scope
    ) -> (state: StateNode, event: EventNode)? {
        for index in configuration.active.reversed() {
            let state = states[index]
            if let event = state.on.first(where: { $0.name == name && $0.isOffered(in: scope) }) { return (state, event) }
        }
        return nil
    }

    /// All events that the active states offer, by document order; of one name the innermost.
    public func offers(in configuration: Configuration, scope: Scope) -> [(state: StateNode, event: EventNode)] {
        var seen: Set<String> = []
        var offers: [(state: StateNode, event: EventNode)] = []
        for index in configuration.active.reversed() {
            let state = states[index]
            offers += state.on.filter { $0.isOffered(in: scope) && seen.insert($0.name).inserted }.map { (state, $0) }
        }
        return offers
    }
}

extension EventNode {
    /// Whether `when` holds; without one it does.
    public func isOffered(in scope: Scope) -> Bool { when?.holds(in: scope) ?? true }
}
