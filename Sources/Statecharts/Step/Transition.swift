/// What a trigger selects: an event or timer of an active state, or a start event.
struct Transition {
    /// Name of event or timer.
    let name: String
    /// The state that has it; absent at a start.
    let source: Int?
    let branches: [Branch]
}

extension Definition {
    /// Name of the transition, and id of its only branch, by which operations end an instance.
    static let cancelling = "cancel"

    /// The final states at the top, where an instance may end.
    public var ends: [StateNode] { states.filter { $0.isFinal && $0.parent == nil } }

    /// The transition that the trigger selects; the branch is chosen later.
    func transition(
        for trigger: Trigger, in configuration: Configuration, scope: Scope
    ) throws(Rejection) -> Transition {
        switch trigger {
        case .start(let name):
            guard let event = start.first(where: { $0.name == name }), event.isOffered(in: scope) else {
                throw .notOffered
            }
            return Transition(name: name, source: nil, branches: event.branches)
        case .event(let name):
            guard let (state, event) = offeredPlace(name, in: configuration, scope: scope) else { throw .notOffered }
            return Transition(name: name, source: state, branches: states[state].on[event].branches)
        case .timer(let name):
            guard let state = state(name.state), configuration.contains(state.index),
                let timer = state.after.first(where: { $0.name == name.timer }), timer.slots.contains(name.number)
            else { throw .notOffered }
            return Transition(name: name.timer, source: state.index, branches: timer.branches)
        case .cancel(let name):
            guard !configuration.isFinal(in: self), let end = ends.first(where: { $0.name == name }) else {
                throw .notOffered
            }
            let branch = Branch(id: Self.cancelling, block: Block(), end: .state(end.index), isAttended: false)
            return Transition(name: Self.cancelling, source: nil, branches: [branch])
        }
    }

    /// The event of that name that the active states offer: innermost first, `when` true.
    public func offer(
        _ name: String, in configuration: Configuration, scope: Scope
    ) -> (state: StateNode, event: EventNode)? {
        offeredPlace(name, in: configuration, scope: scope).map { (states[$0.state], states[$0.state].on[$0.event]) }
    }

    /// Where `offer` finds the event; by places, because nodes are large to copy.
    private func offeredPlace(
        _ name: String, in configuration: Configuration, scope: Scope
    ) -> (state: Int, event: Int)? {
        for state in configuration.active.reversed() {
            for event in states[state].on.indices
            where states[state].on[event].name == name && states[state].on[event].isOffered(in: scope) {
                return (state, event)
            }
        }
        return nil
    }

    /// All events that the active states offer, innermost state first, then in document order; of one name the
    /// innermost: the place of the state, and of the event in its `on`.
    public func offeredPlaces(in configuration: Configuration, scope: Scope) -> [(state: Int, event: Int)] {
        var seen: Set<String> = []
        var places: [(state: Int, event: Int)] = []
        for state in configuration.active.reversed() {
            for event in states[state].on.indices
            where states[state].on[event].isOffered(in: scope) && seen.insert(states[state].on[event].name).inserted {
                places.append((state, event))
            }
        }
        return places
    }
}

extension EventNode {
    /// Whether `when` holds; without one it does.
    public func isOffered(in scope: Scope) -> Bool { when?.holds(in: scope) ?? true }
}

extension [Branch] {
    /// The first whose condition holds.
    func first(in scope: Scope) -> Branch? {
        for branch in self where branch.block.condition?.holds(in: scope) ?? true { return branch }
        return nil
    }
}
