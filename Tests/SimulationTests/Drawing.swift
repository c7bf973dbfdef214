import TestKit

/// Two definitions out of a seed: one that people start, and one that it starts, tells things, and hears the end of.
///
/// Genkan reads their text, the model the drawing itself.
struct Drawing: Sendable {
    enum Change: Sendable { case none, toggle, add(Int64), addAmount }

    struct Branch: Sendable {
        /// Taken iff the flag is so; without it always.
        var flag: Bool?
        /// State by number; without it one stays.
        var target: Int?
    }

    /// What an event, timer or publication does, whichever way it takes.
    struct Deed: Sendable {
        var change = Change.none
        var isMailing = false
        var isPublishing = false
        /// Tells the other one the count.
        var isSending = false
        /// The last one has no condition.
        var branches: [Branch]
    }

    struct Timer: Sendable {
        var name: String
        /// Hours after entry, rising.
        var moments: [Int64]
        var every: Int64?
        var deed: Deed

        /// Whether it may leave the state.
        var isEnd: Bool { deed.branches.contains { $0.target != nil } }
    }

    struct State: Sendable {
        var isFinal = false
        var entry: Change?
        /// Whether entering mails.
        var isGreeting = false
        /// By people: in the one that starts; each asks for an amount.
        var events: [String: Deed] = [:]
        var hears: Deed?
        /// Of a number that is told.
        var takes: Deed?
        var timers: [Timer] = []
    }

    let workflow: String
    /// What it starts; absent for the one that is started.
    let partner: String?
    let states: [State]

    /// The pair.
    static func pair(seed: UInt64) -> [Drawing] {
        let random = SeededRandom(seed: seed)
        return [
            Drawing(workflow: "caller", partner: "called", random),
            Drawing(workflow: "called", partner: nil, random),
        ]
    }

    private init(workflow: String, partner: String?, _ random: SeededRandom) {
        self.workflow = workflow
        self.partner = partner
        let count = 3 + random.number(below: 5)
        let artist = Artist(random: random, count: count, hasPartner: partner != nil)
        states = (0..<count).map { $0 == count - 1 ? State(isFinal: true) : artist.state(isFirst: $0 == 0) }
    }

    // MARK: as Genkan reads it

    static let topics = "bell.rung: { key: account, with: { width: { type: integer, min: 0, max: 1000000 } } }"

    /// The file.
    var text: String {
        var lines = [
            "workflow: \(workflow)", "version: 1", "title: { en: Drawn, ja: 図 }", "asker: owner", "watch: [owner]",
            "roles: { owner: context.owner }", "context:", "  owner: optional person", "  door: account",
            "  flag: { type: boolean, default: false }",
            "  count: { type: integer, min: 0, max: 1000000, default: 0 }",
        ]
        if let partner {
            lines += [
                "  partner: { type: instance, of: \(partner) }", "mails: { note: { to: owner }, greet: { to: owner } }",
                "start:", "  begin:", "    by: signedIn", "    form: [door]",
                "    set: [door, { owner: caller.person }]",
                "    start: { workflow: \(partner), event: open, into: partner, done: finished }", "    to: s0",
            ]
        } else {
            lines += ["start:", "  open: { by: system, form: [door], set: [door], to: s0 }"]
        }
        return (lines + ["states:"] + states.indices.map(text)).joined(separator: "\n") + "\n"
    }

    private func text(of number: Int) -> String {
        let state = states[number]
        var parts = ["title: { en: State \(number), ja: 状態 }"]
        if state.isFinal { return "  s\(number): { \(parts[0]), final: true }" }
        let entry = (state.entry.flatMap(text).map { [$0] } ?? []) + (state.isGreeting ? ["mail: greet"] : [])
        if !entry.isEmpty { parts.append("entry: [{ \(entry.joined(separator: ", ")) }]") }
        var events = state.events.sorted { $0.key < $1.key }.map { name, deed in
            "\(name): { by: owner, form: { fields: { amount: { type: integer, min: 0, max: 9 } } }, \(text(of: deed)) }"
        }
        if let deed = state.hears {
            events.append("hear: { topic: { name: bell.rung, key: context.door }, \(text(of: deed)) }")
        }
        if let deed = state.takes {
            let form = "form: { fields: { number: { type: integer, min: 0, max: 1000000 } } }"
            events.append("take: { by: system, \(form), \(text(of: deed)) }")
        }
        if partner != nil { events.append("finished: { by: system, set: { flag: \"!context.flag\" } }") }
        if !events.isEmpty { parts.append("on: { \(events.joined(separator: ", ")) }") }
        if !state.timers.isEmpty {
            parts.append("after: { \(state.timers.map { text(of: $0) }.joined(separator: ", ")) }")
        }
        return "  s\(number): { \(parts.joined(separator: ", ")) }"
    }

    private func text(of timer: Timer) -> String {
        var parts: [String] = []
        if !timer.moments.isEmpty { parts.append("at: [\(timer.moments.map { "PT\($0)H" }.joined(separator: ", "))]") }
        if let every = timer.every { parts.append("every: PT\(every)H") }
        return "\(timer.name): { \((parts + [text(of: timer.deed)]).joined(separator: ", ")) }"
    }

    private func text(of deed: Deed) -> String {
        var parts = text(of: deed.change).map { [$0] } ?? []
        if deed.isSending {
            parts.append("send: { event: take, to: context.partner, with: { number: context.count } }")
        }
        if deed.isPublishing {
            parts.append("publish: { topic: bell.rung, key: context.door, with: { width: context.count } }")
        }
        if deed.isMailing { parts.append("mail: note") }
        let ways = deed.branches.map { branch in
            let condition = branch.flag.map { ["if: \($0 ? "context.flag" : "\"!context.flag\"")"] } ?? []
            return "{ \((condition + (branch.target.map { ["state: s\($0)"] } ?? [])).joined(separator: ", ")) }"
        }
        return (parts + ["to: [\(ways.joined(separator: ", "))]"]).joined(separator: ", ")
    }

    private func text(of change: Change) -> String? {
        switch change {
        case .none: nil
        case .toggle: "set: { flag: \"!context.flag\" }"
        case .add(let number): "set: { count: context.count + \(number) }"
        case .addAmount: "set: { count: context.count + data.amount }"
        }
    }
}

private struct Artist {
    let random: SeededRandom
    let count: Int
    let hasPartner: Bool

    func state(isFirst: Bool) -> Drawing.State {
        var state = Drawing.State()
        state.entry = chance(40) ? (chance(50) ? .toggle : .add(3)) : nil
        state.isGreeting = hasPartner && chance(30)
        if hasPartner {
            for name in ["e0", "e1", "e2"] where chance(70) { state.events[name] = deed(mayAsk: true) }
        } else if isFirst || chance(75) {
            state.takes = deed(isQuiet: true)
        }
        if chance(50) { state.hears = deed(isQuiet: true) }
        for name in ["t0", "t1"] where chance(45) { state.timers.append(timer(name)) }
        return state
    }

    private func timer(_ name: String) -> Drawing.Timer {
        let first = Int64(1 + random.number(below: 90))
        let moments = chance(80) ? (chance(50) ? [first] : [first, first + 20]) : []
        let every = moments.isEmpty || chance(30) ? Int64(10 + random.number(below: 90)) : nil
        return Drawing.Timer(name: name, moments: moments, every: every, deed: deed())
    }

    /// - Parameter isQuiet: tells nobody anything, because what it answers could come of it again, for ever.
    private func deed(mayAsk: Bool = false, isQuiet: Bool = false) -> Drawing.Deed {
        var branches = [Drawing.Branch(flag: nil, target: chance(60) ? target() : nil)]
        if chance(40) { branches.insert(Drawing.Branch(flag: chance(50), target: chance(60) ? target() : nil), at: 0) }
        let change: Drawing.Change = chance(40) ? .toggle : chance(50) ? (mayAsk ? .addAmount : .add(2)) : .none
        return Drawing.Deed(
            change: change, isMailing: hasPartner && chance(35), isPublishing: !isQuiet && chance(25),
            isSending: !isQuiet && hasPartner && chance(35), branches: branches)
    }

    /// The final one seldom, so that there is time for something to happen.
    private func target() -> Int { chance(12) ? count - 1 : random.number(below: count - 1) }

    private func chance(_ percent: Int) -> Bool { random.number(below: 100) < percent }
}
