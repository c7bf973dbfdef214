import Statecharts
import Testing

/// Small charts over one context, whose blocks write into a log, and one way to run them.
///
/// In the text of the states, `~x` stands for a `set` entry that appends `x` to `context.log`, and `TITLE` for a title.
struct StepChart {
    let definition: Definition
    var snapshot = Snapshot.unborn

    static let noon = Timestamp(microseconds: 1_800_000_000_000_000)
    static let caller = CallerValues(
        person: PersonReference(id: "p1", email: "anna@one.example"), language: "en", session: "s1")

    /// Parses the states, each beginning in the first column, with what stands behind them, and does not start.
    init(begin: String = "to: a", _ states: String, after rest: String = "") throws {
        let body = states.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
        let text = Self.written(Self.head + "start:\n  begin: { by: signedIn, \(begin) }\nstates:\n" + body + rest)
        do {
            definition = try Definition.parse(text, file: "Workflows/steps.yaml", surroundings: Surroundings())
                .definition
        } catch {
            Issue.record("\(error.diagnostics)\n\(text)")
            throw error
        }
    }

    /// The text with its abbreviations written out.
    private static func written(_ text: String) -> String {
        let parts = text.replacing("TITLE", with: "title: { en: A state, ja: 状態 }").split(separator: "~")
        return parts.dropFirst().reduce(into: parts.first.map { String($0) } ?? "") { written, part in
            let word = part.prefix { $0.isLetter || $0.isNumber }
            written += "log: \"context.log + ' \(word)'\"" + part.dropFirst(word.count)
        }
    }

    /// Parses and starts with `begin`.
    static func started(begin: String = "to: a", _ states: String, after rest: String = "") throws -> StepChart {
        var chart = try StepChart(begin: begin, states, after: rest)
        try chart.take(.start("begin"))
        return chart
    }

    private static let head = """
        workflow: steps
        version: 1
        title: { en: Steps, ja: 歩み }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: optional person
          log: { type: text, min: 0, max: 20000, default: '', personal: false }
          flag: { type: boolean, default: false }
          count: { type: integer, min: 0, max: 200, default: 0 }
          until: optional timestamp
          never: optional timestamp
          people: { type: list, of: email, max: 3, default: [] }
        actions:
          ask: { with: { word: text }, result: { level: integer }, refused: [busy, gone] }
        mails:
          note: { to: owner, with: [log] }

        """

    /// What a trigger makes of the present snapshot, which stays.
    /// - Parameter answers: outcomes of the actions in call order.
    func run(
        _ trigger: Trigger, answers: [ActionOutcome] = [], data: Record = [:], now: Timestamp = noon
    ) throws(Rejection) -> StepRun {
        try StepRun(definition, at: snapshot, on: trigger, data: data, now: now) { call in
            if call >= answers.count { Issue.record("more actions than answers") }
            return call < answers.count ? answers[call] : .returned(["level": .integer(0)])
        }
    }

    /// Runs, and goes on from there.
    @discardableResult
    mutating func take(
        _ trigger: Trigger, answers: [ActionOutcome] = [], now: Timestamp = noon
    ) throws(Rejection) -> Step {
        let step = try run(trigger, answers: answers, now: now).step
        snapshot = step.snapshot
        return step
    }

    /// What the event `go` refuses with.
    func rejection(of trigger: Trigger = .event("go"), answers: [ActionOutcome] = []) -> Rejection? {
        do {
            _ = try run(trigger, answers: answers)
            return nil
        } catch {
            return error
        }
    }

    /// Names of states.
    func names(_ states: [Int]) -> [String] { states.map { definition.states[$0].name } }

    /// The active leaf.
    var leaf: String { snapshot.configuration.leafNames(in: definition).joined(separator: " ") }

    /// What expressions read now.
    var scope: Scope { Scope(context: snapshot.context, caller: Self.caller, now: Self.noon) }
}

/// One macrostep with everything that it asked for.
struct StepRun: Equatable {
    let step: Step
    let requests: [ActionRequest]
    /// How often all that was performed had to be undone.
    let undone: Int

    init(
        _ definition: Definition, at snapshot: Snapshot, on trigger: Trigger, data: Record = [:], now: Timestamp,
        answer: (_ call: Int) -> ActionOutcome
    ) throws(Rejection) {
        var macrostep = try Macrostep(
            definition, at: snapshot, on: trigger, data: data, caller: StepChart.caller, facts: [:], now: now)
        var requests: [ActionRequest] = []
        var undone = 0
        while true {
            switch try macrostep.next() {
            case .commit(let step):
                self.step = step
                self.requests = requests
                self.undone = undone
                return
            case .perform(let request):
                requests.append(request)
                if try macrostep.resume(with: answer(requests.count - 1)) { undone += 1 }
            }
        }
    }
}

extension Step {
    /// What the blocks wrote.
    var log: String {
        guard case .text(let text) = snapshot.context["log"] else { return "" }
        return String(text.dropFirst())
    }

    /// The log as each mail of the step saw it.
    var mailed: [String] {
        effects.compactMap { effect in
            guard case .mail(_, let values) = effect, case .text(let text) = values["log"] else { return nil }
            return String(text.dropFirst())
        }
    }
}
