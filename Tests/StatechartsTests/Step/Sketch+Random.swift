/// Draws charts of 3 to 12 states from a seed.
extension Sketch {
    init(seed: UInt64) {
        var artist = Artist(random: SplitMix64(seed: seed))
        self = artist.draw()
    }
}

private struct Artist {
    var random: SplitMix64
    var names: [String] = []
    var tags = 0
    /// Before the start there are no states to ask for.
    var isStarting = false

    mutating func draw() -> Sketch {
        let count = Int.random(in: 3...12, using: &random)
        names = (0..<count).map { "s\($0)" }
        var parents: [Int?] = [nil]
        for index in 1..<count { parents.append(chance(60) ? Int.random(in: 0..<index, using: &random) : nil) }
        let roots = parents.indices.filter { parents[$0] == nil }
        let states = roots.map { state($0, parents) }
        isStarting = true
        let branches = (0..<Int.random(in: 1...2, using: &random)).map { number in
            Sketch.Branch(
                block: block(isConditional: number == 0 && chance(30), isAttended: true),
                end: chance(90) ? .go(anyState()) : .refuse("refused"))
        }
        var shared = block(isConditional: false, isAttended: true)
        shared = startable(shared)
        let start = Sketch.Event(
            name: "begin", shared: shared,
            branches: branches.map { Sketch.Branch(block: startable($0.block), end: $0.end) })
        return Sketch(start: start, states: states)
    }

    /// The loader wants a way for each refusal that a start may meet: nothing stays where there is no state yet.
    private func startable(_ block: Sketch.Block) -> Sketch.Block {
        var block = block
        for index in block.calls.indices {
            block.calls[index].refused = block.calls[index].refused.mapValues { branch in
                Sketch.Branch(block: startable(branch.block), end: branch.isGoing ? branch.end : .go(names[0]))
            }
        }
        return block
    }

    private mutating func state(_ index: Int, _ parents: [Int?]) -> Sketch.State {
        var state = Sketch.State(name: names[index])
        let children = parents.indices.filter { parents[$0] == index }
        state.children = children.map { self.state($0, parents) }
        state.initial = children.randomElement(using: &random).map { names[$0] }
        state.isFinal = children.isEmpty && chance(15)
        state.entry = blocks()
        if state.isFinal { return state }
        state.exit = blocks()
        state.events = ["e0", "e1", "e2", "e3"].filter { _ in chance(60) }.map { name in
            Sketch.Event(
                name: name, condition: chance(25) ? condition() : nil,
                shared: chance(40) ? block(isConditional: false, isAttended: true) : Sketch.Block(),
                branches: branches(isAttended: true))
        }
        state.timers = ["t0", "t1"].filter { _ in chance(35) }.map { timer($0) }
        if chance(25) { state.eventless = branches(isAttended: false).map { eventless($0) } }
        return state
    }

    /// Mostly with a condition, and one that the branch itself ends where it stays, so that few charts are unstable.
    private mutating func eventless(_ branch: Sketch.Branch) -> Sketch.Branch {
        var branch = Sketch.Branch(block: startable(branch.block), end: branch.end)
        if branch.block.condition == nil, chance(90) { branch.block.condition = condition() }
        if chance(70) {
            branch.block.condition = .flag(Bool.random(using: &random))
            branch.block.set = .toggle
        }
        return branch
    }

    private mutating func timer(_ name: String) -> Sketch.Timer {
        var timer = Sketch.Timer(name: name, moments: [], branches: branches(isAttended: false))
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            timer.moments.append(chance(40) ? nil : Int64.random(in: 1...90, using: &random))
        }
        if timer.moments.isEmpty || chance(40) { timer.every = Int64.random(in: 1...90, using: &random) }
        return timer
    }

    private mutating func branches(isAttended: Bool) -> [Sketch.Branch] {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
            branch(isConditional: chance(50), isAttended: isAttended, depth: 0)
        }
    }

    private mutating func branch(isConditional: Bool, isAttended: Bool, depth: Int) -> Sketch.Branch {
        let block = block(isConditional: isConditional, isAttended: isAttended, depth: depth)
        if isAttended, chance(10) { return Sketch.Branch(block: block, end: .refuse("refused")) }
        return Sketch.Branch(block: block, end: chance(65) ? .go(anyState()) : .stay)
    }

    private mutating func blocks() -> [Sketch.Block] {
        (0..<Int.random(in: 0...2, using: &random)).map { _ in
            startable(block(isConditional: chance(40), isAttended: false))
        }
    }

    private mutating func block(isConditional: Bool, isAttended: Bool, depth: Int = 0) -> Sketch.Block {
        tags += 1
        var block = Sketch.Block(tag: "k\(tags)", isMailing: chance(30))
        if isConditional { block.condition = condition() }
        if chance(60) { block.set = assignment() }
        if depth < 2, chance(12) {
            var call = Sketch.Call(refused: [:])
            for refusal in ["busy", "gone"] where !isAttended || chance(60) {
                call.refused[refusal] = branch(isConditional: false, isAttended: isAttended, depth: depth + 1)
            }
            block.calls.append(call)
        }
        return block
    }

    private mutating func assignment() -> Sketch.Assignment {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: .toggle
        case 3...4: .add(Int64.random(in: -2...60, using: &random))
        case 5: .cross
        case 6...7: .until(hours: Int64.random(in: 1...90, using: &random))
        case _: .clearUntil
        }
    }

    private mutating func condition() -> Sketch.Condition {
        switch Int.random(in: 0..<(isStarting ? 5 : 6), using: &random) {
        case 0...2: .flag(Bool.random(using: &random))
        case 3: .below(Int64.random(in: 0...100, using: &random))
        case 4: .hasUntil
        case _: .isIn(anyState())
        }
    }

    private mutating func anyState() -> String { names.randomElement(using: &random) ?? "s0" }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
}

extension Sketch.Branch {
    fileprivate var isGoing: Bool { if case .stay = end { false } else { true } }
}
