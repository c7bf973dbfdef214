/// A chart as a test draws it: Genkan reads its text, and the naive machine the drawing itself.
struct Sketch {
    enum Condition {
        case flag(Bool)
        case below(Int64)
        case hasUntil
        case isIn(String)
    }

    enum Assignment {
        case toggle
        case add(Int64)
        /// Flag and count, each from the other's value before.
        case cross
        case until(hours: Int64)
        case clearUntil
    }

    struct Call {
        var refused: [String: Branch]
    }

    struct Block {
        var condition: Condition?
        /// What the block writes into the log; without it the block is empty.
        var tag: String?
        var set: Assignment?
        var calls: [Call] = []
        var isMailing = false
    }

    enum End {
        case stay
        case go(String)
        case refuse(String)
    }

    struct Branch {
        var block: Block
        var end: End
    }

    struct Event {
        var name: String
        var condition: Condition?
        var shared = Block()
        var branches: [Branch]
    }

    struct Timer {
        var name: String
        /// Hours after entry; absent stands for `context.until`.
        var moments: [Int64?]
        var every: Int64?
        var shared = Block()
        var branches: [Branch]

        var slots: Int { moments.count + (every == nil ? 0 : 1) }
    }

    struct State {
        var name: String
        var children: [State] = []
        var initial: String?
        var isFinal = false
        var entry: [Block] = []
        var exit: [Block] = []
        var events: [Event] = []
        var timers: [Timer] = []
        var eventless: [Branch] = []
    }

    var start: Event
    var states: [State]

    /// Genkan's machine on this chart.
    func chart() throws -> StepChart {
        try StepChart(
            begin: members(of: start).joined(separator: ", "), states.map { text(of: $0) }.joined(separator: "\n"))
    }

    private func text(of state: State) -> String {
        var parts = ["TITLE"]
        if state.isFinal { parts.append("final: true") }
        if let initial = state.initial { parts.append("initial: \(initial)") }
        if !state.entry.isEmpty { parts.append("entry: \(list(state.entry.map { map(members(of: $0)) }))") }
        if !state.exit.isEmpty { parts.append("exit: \(list(state.exit.map { map(members(of: $0)) }))") }
        if !state.events.isEmpty {
            parts.append("on: " + map(state.events.map { "\($0.name): \(map(["by: signedIn"] + members(of: $0)))" }))
        }
        if !state.timers.isEmpty { parts.append("after: " + map(state.timers.map { text(of: $0) })) }
        if !state.eventless.isEmpty { parts.append("eventless: \(list(state.eventless.map { text(of: $0) }))") }
        if !state.children.isEmpty { parts.append("states: " + map(state.children.map { text(of: $0) })) }
        return "\(state.name): \(map(parts))"
    }

    private func members(of event: Event) -> [String] {
        (event.condition.map { ["when: \(text(of: $0))"] } ?? []) + members(of: event.shared)
            + ["to: \(list(event.branches.map { text(of: $0) }))"]
    }

    private func text(of timer: Timer) -> String {
        var parts: [String] = []
        if !timer.moments.isEmpty {
            parts.append("at: " + list(timer.moments.map { $0.map { "PT\($0)H" } ?? "context.until" }))
        }
        if let every = timer.every { parts.append("every: PT\(every)H") }
        parts += members(of: timer.shared) + ["to: \(list(timer.branches.map { text(of: $0) }))"]
        return "\(timer.name): \(map(parts))"
    }

    private func text(of branch: Branch) -> String {
        switch branch.end {
        case .stay: map(members(of: branch.block))
        case .go(let state): map(members(of: branch.block) + ["state: \(state)"])
        case .refuse(let error): map(members(of: branch.block) + ["refuse: \(error)"])
        }
    }

    private func members(of block: Block) -> [String] {
        var parts = block.condition.map { ["if: \(text(of: $0))"] } ?? []
        if let tag = block.tag { parts.append("set: " + map(["~\(tag)"] + (block.set.map { text(of: $0) } ?? []))) }
        if !block.calls.isEmpty {
            let calls = block.calls.map { call in
                let refused = call.refused.sorted { $0.key < $1.key }.map { "\($0.key): \(text(of: $0.value))" }
                return "{ action: ask, with: { word: context.log }, into: { count: level }, refused: \(map(refused)) }"
            }
            parts.append("do: \(list(calls))")
        }
        if block.isMailing { parts.append("mail: note") }
        return parts
    }

    private func text(of assignment: Assignment) -> [String] {
        switch assignment {
        case .toggle: ["flag: \"!context.flag\""]
        case .add(let number): ["count: \"context.count + \(number)\""]
        case .cross: ["flag: \"context.count < 3\"", "count: \"context.flag ? 0 : context.count\""]
        case .until(let hours): ["until: \"now + duration('PT\(hours)H')\""]
        case .clearUntil: ["until: context.never"]
        }
    }

    private func text(of condition: Condition) -> String {
        switch condition {
        case .flag(let isSet): isSet ? "context.flag" : "\"!context.flag\""
        case .below(let number): "\"context.count < \(number)\""
        case .hasUntil: "has(context.until)"
        case .isIn(let state): "in('\(state)')"
        }
    }

    private func map(_ parts: [String]) -> String { "{ \(parts.joined(separator: ", ")) }" }

    private func list(_ parts: [String]) -> String { "[\(parts.joined(separator: ", "))]" }
}
