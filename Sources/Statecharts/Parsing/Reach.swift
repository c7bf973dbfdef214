/// Everything that one event or timer can set in motion: exit and entry blocks, refused branches, eventless followers.
///
/// It takes every guard for possibly true, so what it finds is enough for any course of the macrostep.
struct Reach {
    private struct Move: Hashable {
        var state: Int
        var branch: Int
    }

    private struct Arrival: Hashable {
        var source: Int?
        var target: Int
    }

    private let definition: Definition
    /// Where the event or timer stands, and with it what its refused actions lead to; absent at a start.
    private let source: Int?
    private(set) var facts: Set<String> = []
    private(set) var isActing = false
    /// What refused actions lead to.
    private(set) var refused: [Branch] = []
    private var seen: Set<Move> = []
    /// Entry blocks may refuse into each other's states: each way is followed once.
    private var arrivals: Set<Arrival> = []

    init(from source: Int?, in definition: Definition) {
        self.source = source
        self.definition = definition
    }

    /// Facts of an expression that is read in any case.
    mutating func read(_ expression: Expression?) {
        facts.formUnion(expression?.mentionedFacts ?? [])
    }

    /// Follows every way from a state, or from the start.
    mutating func follow(shared: Block, _ branches: [Branch]) {
        read(shared)
        for branch in branches { follow(branch, from: source) }
    }

    private mutating func follow(_ branch: Branch, from source: Int?) {
        read(branch.block)
        switch branch.end {
        case .refuse: break
        case .stay:
            for leaf in source.map({ definition.leaves(of: $0) }) ?? [] { followEventless(at: leaf) }
        case .state(let target):
            guard arrivals.insert(Arrival(source: source, target: target)).inserted else { return }
            let domain = definition.domain(from: source, to: target)
            for state in source.map({ definition.possiblyActive(with: $0) }) ?? []
            where definition.isState(state, below: domain) {
                for block in definition.states[state].exit { read(block) }
            }
            let path = definition.entryPath(to: target, below: domain)
            for state in path {
                for block in definition.states[state].entry { read(block) }
            }
            if let leaf = path.last { followEventless(at: leaf) }
        }
    }

    private mutating func followEventless(at leaf: Int) {
        for state in definition.lineage(of: leaf) {
            for (number, branch) in definition.states[state].eventless.enumerated()
            where seen.insert(Move(state: state, branch: number)).inserted {
                follow(branch, from: state)
            }
        }
    }

    private mutating func read(_ block: Block) {
        read(block.condition)
        for assignment in block.set { read(assignment.expression) }
        for call in block.actions {
            isActing = true
            for input in call.with { read(input.expression) }
            for refusal in call.refused.keys.sorted() {
                guard let branch = call.refused[refusal], !refused.contains(where: { $0 === branch }) else { continue }
                refused.append(branch)
                follow(branch, from: source)
            }
        }
        for expression in block.exchanged { read(expression) }
        for mail in block.mails {
            for value in definition.mails[mail]?.with ?? [] { read(value.expression) }
        }
    }
}

extension Definition {
    /// A state and its ancestors, innermost first.
    func lineage(of state: Int) -> [Int] {
        var lineage = [state]
        while let parent = states[lineage[lineage.count - 1]].parent { lineage.append(parent) }
        return lineage
    }

    /// The leaves below a state; a leaf is its own.
    func leaves(of state: Int) -> [Int] {
        states.indices.filter { !states[$0].isCompound && ($0 == state || isState($0, below: state)) }
    }

    /// States that may be active while this one is: its ancestors and all that lies below it.
    func possiblyActive(with state: Int) -> [Int] {
        lineage(of: state) + states.indices.filter { isState($0, below: state) }
    }

    /// Leaves in which a macrostep may rest after it has come to one of these.
    func restingPlaces(after leaves: [Int]) -> Set<Int> {
        var resting: Set<Int> = []
        var seen: Set<Int> = []
        var pending = leaves
        while let leaf = pending.popLast() {
            guard seen.insert(leaf).inserted else { continue }
            var isLeft = false
            for state in lineage(of: leaf) {
                for branch in states[state].eventless {
                    guard case .state(let target) = branch.end else { continue }
                    if branch.block.condition == nil { isLeft = true }
                    let path = entryPath(to: target, below: domain(from: state, to: target))
                    if let next = path.last { pending.append(next) }
                }
            }
            if !isLeft { resting.insert(leaf) }
        }
        return resting
    }
}
