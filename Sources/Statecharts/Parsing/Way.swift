/// One way through a step: from an event or a timer, past states that are left at once, to where it comes to rest.
struct Way {
    /// Leaves on the way, the resting place last.
    var leaves: [Int]
    /// Mails that go out in any case; what stands behind an `if` may not.
    var mails: Set<String>

    /// Where the step comes to rest.
    var end: Int? { leaves.last }
}

/// All ways of one event or timer, any guard taken for possibly true.
struct Ways {
    private let definition: Definition
    private let source: Int?
    private(set) var found: [Way] = []

    /// - Parameter source: where the event or timer stands; absent at a start.
    init(of shared: Block, _ branches: [Branch], from source: Int?, in definition: Definition) {
        self.definition = definition
        self.source = source
        var reach = Reach(from: source, in: definition)
        reach.follow(shared: shared, branches)
        for branch in branches {
            follow(branch, from: source, after: Way(leaves: [], mails: Set(shared.mails)), seen: [])
        }
        // what a refused action leads to is taken in place of the whole branch
        for branch in reach.refused { follow(branch, from: source, after: Way(leaves: [], mails: []), seen: []) }
    }

    private mutating func follow(_ branch: Branch, from state: Int?, after way: Way, seen: Set<ObjectIdentifier>) {
        var way = way
        way.mails.formUnion(branch.block.mails)
        switch branch.end {
        case .refuse: break
        case .stay:
            for leaf in state.map({ definition.leaves(of: $0) }) ?? [] { settle(at: leaf, after: way, seen: seen) }
        case .state(let target):
            let path = definition.entryPath(to: target, below: definition.domain(from: state, to: target))
            for entered in path {
                let certain = definition.states[entered].entry.filter { $0.condition == nil }
                way.mails.formUnion(certain.flatMap(\.mails))
            }
            if let leaf = path.last { settle(at: leaf, after: way, seen: seen) }
        }
    }

    private mutating func settle(at leaf: Int, after way: Way, seen: Set<ObjectIdentifier>) {
        var way = way
        way.leaves.append(leaf)
        for state in definition.lineage(of: leaf) {
            for branch in definition.states[state].eventless {
                let isNew = !seen.contains(ObjectIdentifier(branch))
                if isNew { follow(branch, from: state, after: way, seen: seen.union([ObjectIdentifier(branch)])) }
                // nothing behind a branch without a condition is tried
                if branch.block.condition == nil, branch.end != .stay { return }
            }
        }
        found.append(way)
    }
}

extension Definition {
    /// Top-level final states end an instance.
    func isEnd(_ state: Int) -> Bool { states[state].isFinal && states[state].parent == nil }

    /// Leaves that some way leads into, and those in which a step may rest.
    func reachedLeaves() -> (reached: Set<Int>, resting: Set<Int>) {
        var reached: Set<Int> = []
        var resting: Set<Int> = []
        var pending: [Int] = []
        func take(_ ways: [Way]) {
            for way in ways {
                if let end = way.end { resting.insert(end) }
                for leaf in way.leaves where reached.insert(leaf).inserted { pending.append(leaf) }
            }
        }
        for event in start { take(Ways(of: event.shared, event.branches, from: nil, in: self).found) }
        var done: Set<Int> = []
        while let leaf = pending.popLast() {
            for state in lineage(of: leaf) where done.insert(state).inserted { take(ways(from: state)) }
        }
        return (reached, resting)
    }

    /// Every way that events and timers of one state open.
    func ways(from state: Int) -> [Way] {
        let node = states[state]
        let events = node.on.flatMap { Ways(of: $0.shared, $0.branches, from: state, in: self).found }
        return events + node.after.flatMap { Ways(of: $0.shared, $0.branches, from: state, in: self).found }
    }
}
