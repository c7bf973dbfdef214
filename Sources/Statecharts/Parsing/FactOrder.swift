/// Finds facts that are used after the context field they were asked about has changed in the same step (E046).
///
/// Facts are read once, before the macrostep, so the answer would be about the old value.
struct FactOrder {
    struct Stale: Hashable {
        var fact: String
        var field: String
    }

    private let definition: Definition
    private let arguments: [String: Set<String>]
    private(set) var found: [Stale] = []
    private var changed: Set<String> = []
    private var seen: Set<Int> = []
    /// What refused actions lead to, in place of all that was done; each is walked once.
    private var refused: [Branch] = []

    init(in definition: Definition) {
        self.definition = definition
        arguments = definition.facts.mapValues { fact in
            fact.arguments.reduce(into: []) { $0.formUnion($1.mentionedContext) }
        }
    }

    /// Walks one branch in the order in which it runs, then what its refused actions lead to.
    mutating func walk(shared: Block, _ branch: Branch, from source: Int?) {
        var place = refused.count
        walkOnce(shared: shared, branch, from: source)
        while place < refused.count {
            walkOnce(shared: Block(), refused[place], from: source)
            place += 1
        }
    }

    /// From each leaf that may be active: which exit blocks run, and which eventless branches follow, depends on it.
    private mutating func walkOnce(shared: Block, _ branch: Branch, from source: Int?) {
        for leaf in source.map({ definition.leaves(of: $0).map(Optional.some) }) ?? [nil] {
            (changed, seen) = ([], [])
            leave(leaf, by: branch.end, from: source)
            if source == nil {
                // Facts of a start are read on what the shared `set` gives from the data.
                let asked = shared.set.filter { $0.expression.mentionedFacts.isEmpty }.map(\.name)
                run(shared.set, branch.block.set)
                changed.subtract(Set(asked).subtracting(branch.block.set.map(\.name)))
            } else {
                run(shared.set, branch.block.set)
            }
            runRest(of: shared)
            runRest(of: branch.block)
            arrive(by: branch.end, from: source, at: leaf)
        }
    }

    /// Exit blocks, innermost first.
    private mutating func leave(_ leaf: Int?, by end: Branch.End, from source: Int?) {
        guard let leaf, case .state(let target) = end else { return }
        let domain = definition.domain(from: source, to: target)
        for state in definition.lineage(of: leaf) where definition.isState(state, below: domain) {
            for block in definition.states[state].exit { run(block) }
        }
    }

    private mutating func arrive(by end: Branch.End, from source: Int?, at origin: Int?) {
        var leaf = origin
        if case .state(let target) = end {
            let path = definition.entryPath(to: target, below: definition.domain(from: source, to: target))
            for state in path {
                for block in definition.states[state].entry { run(block) }
            }
            leaf = path.last
        } else if case .refuse = end {
            return
        }
        for invariant in definition.invariants.asserted { read(invariant) }
        guard let leaf else { return }
        for state in definition.lineage(of: leaf) where seen.insert(state).inserted {
            for branch in definition.states[state].eventless {
                let before = changed
                leave(leaf, by: branch.end, from: state)
                run(branch.block)
                arrive(by: branch.end, from: state, at: leaf)
                changed = before
            }
        }
    }

    private mutating func run(_ block: Block) {
        read(block.condition)
        run(block.set, [])
        runRest(of: block)
    }

    private mutating func run(_ shared: [NamedExpression], _ own: [NamedExpression]) {
        for set in [shared, own] {
            for assignment in set { read(assignment.expression) }
            changed.formUnion(set.map(\.name))
        }
    }

    private mutating func runRest(of block: Block) {
        for call in block.actions {
            for input in call.with { read(input.expression) }
            changed.formUnion(call.into.map(\.field))
            for refusal in call.refused.keys.sorted() {
                guard let branch = call.refused[refusal], !refused.contains(where: { $0 === branch }) else { continue }
                refused.append(branch)
            }
        }
        for expression in block.exchanged { read(expression) }
        changed.formUnion(block.starts.compactMap(\.into))
        for mail in block.mails {
            for value in definition.mails[mail]?.with ?? [] { read(value.expression) }
        }
    }

    private mutating func read(_ expression: Expression?) {
        for fact in expression?.mentionedFacts.sorted() ?? [] {
            guard let field = arguments[fact]?.intersection(changed).min() else { continue }
            let stale = Stale(fact: fact, field: field)
            if !found.contains(stale) { found.append(stale) }
        }
    }
}
