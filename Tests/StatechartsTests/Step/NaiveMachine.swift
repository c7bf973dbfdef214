import Statecharts

/// A second reading of `format.md` 6, made to be obvious; it shares no code with `Macrostep`.
///
/// One active path, blocks run where they stand, and a refusal that is named begins everything anew.
struct NaiveMachine {
    struct Standing: Equatable {
        /// Active states from the outside in.
        var path: [String] = []
        var flag = false
        var count: Int64 = 0
        var until: Timestamp?
        var log = ""
        /// The log as mails and actions saw it.
        var mails: [String] = []
        var asked: [String] = []
    }

    /// Everything is forgotten, and this is done in its place.
    private struct Instead: Error {
        var branch: Sketch.Branch
        var refusal: String
        var asked: [String]
    }

    private let sketch: Sketch
    private let now: Timestamp
    private let answer: (Int) -> ActionOutcome
    private var states: [String: Sketch.State] = [:]
    private var paths: [String: [String]] = [:]
    private var calls = 0

    init(_ sketch: Sketch, now: Timestamp, answer: @escaping (Int) -> ActionOutcome) {
        self.sketch = sketch
        self.now = now
        self.answer = answer
        for state in sketch.states { index(state, below: []) }
    }

    private mutating func index(_ state: Sketch.State, below path: [String]) {
        states[state.name] = state
        paths[state.name] = path + [state.name]
        for child in state.children { index(child, below: path + [state.name]) }
    }

    /// Where the trigger leads.
    mutating func run(_ trigger: Trigger, at origin: Standing) throws -> Standing {
        let (source, name, shared, branches) = try select(trigger, at: origin)
        guard let branch = branches.first(where: { holds($0.block.condition, origin) }) else {
            throw Rejection.noBranch(event: name)
        }
        var asked: [String] = []
        var way = (shared: shared, branch: branch)
        while true {
            var standing = origin
            standing.asked = asked
            do {
                try take(way.branch, way.shared, from: source, &standing)
                try settle(&standing)
                return standing
            } catch let instead as Instead {
                if case .cancel = trigger {
                    throw Rejection.actionRefused(action: "ask", refusal: instead.refusal)
                }
                asked = instead.asked
                way = (Sketch.Block(), instead.branch)
                if source == nil, case .stay = instead.branch.end {
                    throw Rejection.actionRefused(action: "ask", refusal: instead.refusal)
                }
            }
        }
    }

    private func select(
        _ trigger: Trigger, at origin: Standing
    ) throws -> (source: String?, name: String, shared: Sketch.Block, branches: [Sketch.Branch]) {
        switch trigger {
        case .start(let name):
            guard name == sketch.start.name else { throw Rejection.notOffered }
            return (nil, name, sketch.start.shared, sketch.start.branches)
        case .event(let name):
            for state in origin.path.reversed() {
                for event in states[state]?.events ?? [] where event.name == name && holds(event.condition, origin) {
                    return (state, name, event.shared, event.branches)
                }
            }
        case .timer(let name):
            for timer in states[name.state]?.timers ?? [] where origin.path.contains(name.state) {
                guard timer.name == name.timer, (1...timer.slots).contains(name.number) else { continue }
                return (name.state, name.timer, timer.shared, timer.branches)
            }
        case .cancel(let end):
            return try cancelling(to: end, at: origin)
        }
        throw Rejection.notOffered
    }

    /// Where operations end it.
    private func cancelling(
        to end: String, at origin: Standing
    ) throws -> (source: String?, name: String, shared: Sketch.Block, branches: [Sketch.Branch]) {
        let ends = sketch.states.filter(\.isFinal).map(\.name)
        guard ends.contains(end), !origin.path.contains(where: ends.contains) else { throw Rejection.notOffered }
        return (nil, "cancel", Sketch.Block(), [Sketch.Branch(block: Sketch.Block(), end: .go(end))])
    }

    private mutating func take(
        _ branch: Sketch.Branch, _ shared: Sketch.Block, from source: String?, _ standing: inout Standing
    ) throws {
        switch branch.end {
        case .refuse(let error): throw Rejection.refused(error: error, field: nil)
        case .stay: try perform([shared, branch.block], &standing)
        case .go(let target):
            let goal = paths[target] ?? []
            let outer = (source.flatMap { paths[$0] } ?? []).dropLast()
            let kept = zip(outer, goal.dropLast()).prefix { $0 == $1 }.count
            while standing.path.count > kept, let leaf = standing.path.last {
                for block in states[leaf]?.exit ?? [] where holds(block.condition, standing) {
                    try perform([block], &standing)
                }
                standing.path.removeLast()
            }
            try perform([shared, branch.block], &standing)
            var ahead = Array(goal.dropFirst(kept))
            while !ahead.isEmpty {
                let next = ahead.removeFirst()
                standing.path.append(next)
                for block in states[next]?.entry ?? [] where holds(block.condition, standing) {
                    try perform([block], &standing)
                }
                if ahead.isEmpty, let initial = states[next]?.initial { ahead = [initial] }
            }
        }
    }

    private mutating func settle(_ standing: inout Standing) throws {
        for _ in 0...100 {
            let ways = standing.path.reversed().flatMap { name in (states[name]?.eventless ?? []).map { (name, $0) } }
            guard let (name, branch) = ways.first(where: { holds($0.1.block.condition, standing) }) else { return }
            try take(branch, Sketch.Block(), from: name, &standing)
        }
        throw Rejection.unstable
    }

    private mutating func perform(_ blocks: [Sketch.Block], _ standing: inout Standing) throws {
        for block in blocks {
            if let tag = block.tag { standing.log += " \(tag)" }
            let before = standing
            switch block.set {
            case .toggle: standing.flag.toggle()
            case .add(let number): standing.count += number
            case .cross: (standing.flag, standing.count) = (before.count < 3, before.flag ? 0 : before.count)
            case .until(let hours): standing.until = now.adding(.hours(hours))
            case .clearUntil: standing.until = nil
            case nil: break
            }
            if !(0...200).contains(standing.count) { throw Rejection.outOfBounds(field: "count", error: "outOfRange") }
        }
        for call in blocks.flatMap(\.calls) {
            standing.asked.append(standing.log)
            calls += 1
            switch answer(calls - 1) {
            case .returned(let values): if case .integer(let level) = values["level"] { standing.count = level }
            case .refused(let refusal):
                guard let branch = call.refused[refusal] else {
                    throw Rejection.actionRefused(action: "ask", refusal: refusal)
                }
                throw Instead(branch: branch, refusal: refusal, asked: standing.asked)
            }
        }
        for block in blocks where block.isMailing { standing.mails.append(standing.log) }
    }

    private func holds(_ condition: Sketch.Condition?, _ standing: Standing) -> Bool {
        switch condition {
        case .flag(let isSet): standing.flag == isSet
        case .below(let number): standing.count < number
        case .hasUntil: standing.until != nil
        case .isIn(let state): standing.path.contains(state)
        case nil: true
        }
    }
}
