/// One event run to completion, as a value: no clock, no randomness, no I/O.
///
/// Resumable at domain actions: the engine answers `perform` by running the action in the transaction, replay from the
/// history, exploration with every possible outcome. After a refusal that the definition handles, everything since the
/// start of the macrostep is forgotten and the named branch is taken instead; whoever performed actions undoes them.
///
/// Source: SCXML 1.0, Appendix D (exit, transition content, entry, then eventless transitions until stable), with the
/// order inside a block of `format.md` 6.
public struct Macrostep: Sendable {
    /// What the macrostep asks for next.
    public enum Need: Sendable, Equatable {
        /// Run a domain action; answer with `resume(with:)`.
        case perform(ActionRequest)
        /// Done: write all of it, or none of it.
        case commit(Step)
    }

    /// More eventless transitions than this are a loop of the definition.
    static let microstepLimit = 100

    private let definition: Definition
    private let origin: Snapshot
    /// The context that the first guard saw: with the defaults at a start.
    private let originContext: Record
    /// The state whose transition runs, for its domain; absent at a start.
    private let source: Int?
    /// Name of event or timer.
    private let name: String
    private let isTimer: Bool
    /// Then no refusal is a way to another state.
    private let isCancelling: Bool

    private var scope: Scope
    private var active: [Int]
    private var program: [Instruction] = []
    /// Place of the next instruction in `program`.
    private var place = 0
    private var awaited: ActionCall?
    private var microsteps = 0
    private var exited: [Int] = []
    private var entered: [Int] = []
    private var took: [String] = []
    /// Context fields that were assigned, some perhaps with what they held before.
    private var touched: [String]
    private var effects: [Effect] = []
    private var results: [PerformedAction] = []
    /// The id of each started instance, by its number from 0.
    private let ids: @Sendable (Int) -> String
    private var starts = 0

    /// Begins; nothing runs before `next()`.
    /// - Parameters:
    ///   - data: what the form gave; empty for timers.
    ///   - facts: at least those that the event or timer names.
    ///   - ids: gives the n-th instance that the step starts its id, from 0; the same whenever it is asked.
    /// - Throws: `notOffered`, `noBranch`, `refused`.
    public init(
        _ definition: Definition, at snapshot: Snapshot, on trigger: Trigger, data: Record, caller: CallerValues?,
        facts: Record, now: Timestamp, ids: @escaping @Sendable (Int) -> String = { "started-\($0)" }
    ) throws(Rejection) {
        self.definition = definition
        self.ids = ids
        origin = snapshot
        var context = snapshot.context
        touched = []
        if case .start = trigger {
            for field in definition.context where field.defaultValue != nil {
                context[field.name] = field.defaultValue
                touched.append(field.name)
            }
        }
        originContext = context
        scope = Scope(
            context: context, data: data, facts: facts, caller: caller, now: now,
            activeStates: definition.names(of: snapshot.configuration.active))
        active = snapshot.configuration.active

        isTimer = if case .timer = trigger { true } else { false }
        isCancelling = if case .cancel = trigger { true } else { false }
        let transition = try definition.transition(for: trigger, in: snapshot.configuration, scope: scope)
        source = transition.source
        name = transition.name
        guard let branch = transition.branches.first(in: scope) else { throw .noBranch(event: name) }
        try take(branch, from: source, as: branch.id)
    }

    /// Runs on to the next action or to the end.
    public mutating func next() throws(Rejection) -> Need {
        while true {
            guard place < program.count else {
                if try takeEventless() { continue }
                if let invariant = definition.invariants.broken(in: scope) {
                    throw .broken(invariant: invariant)
                }
                return .commit(step())
            }
            place += 1
            if let request = try run(program[place - 1]) { return .perform(request) }
        }
    }

    /// Answers the action that `next()` asked for.
    /// - Returns: whether what was performed so far must be undone, because a refusal is handled by another branch.
    /// - Throws: `actionRefused` for a refusal that the definition does not handle.
    public mutating func resume(with outcome: ActionOutcome) throws(Rejection) -> Bool {
        guard let call = awaited else { preconditionFailure("an action is answered that nobody asked for") }
        awaited = nil
        results.append(PerformedAction(action: call.action, outcome: outcome))
        switch outcome {
        case .returned(let values):
            for (field, result) in call.into {
                scope.context[field] = values[result]
                touched.append(field)
            }
            return false
        case .refused(let refusal):
            forget()
            guard let branch = call.refused[refusal], !isCancelling else {
                throw .actionRefused(action: call.action, refusal: refusal)
            }
            let holder = source.map { definition.states[$0].name } ?? "start"
            try take(branch, from: source, as: "\(holder).\(name)!\(refusal)")
            return true
        }
    }

    private mutating func forget() {
        scope.context = originContext
        scope.activeStates = definition.names(of: origin.configuration.active)
        scope.variables = [:]
        active = origin.configuration.active
        program = []
        place = 0
        exited = []
        entered = []
        took = []
        effects = []
        starts = 0
        microsteps = 0
    }

    /// Lays out what a branch does: exit blocks, its own after the shared one, entry blocks.
    private mutating func take(_ branch: Branch, from source: Int?, as id: String) throws(Rejection) {
        place = 0
        took.append(id)
        switch branch.end {
        case .refuse(let error, let field):
            throw .refused(error: error, field: field)
        case .stay:
            program = branch.instructions
        case .state(let target):
            let domain = definition.domain(from: source, to: target)
            program = []
            for state in active.reversed() where definition.isState(state, below: domain) {
                program += definition.leaving[state]
            }
            program += branch.instructions
            for state in definition.entryPath(to: target, below: domain) { program += definition.entering[state] }
        }
    }

    private mutating func run(_ instruction: Instruction) throws(Rejection) -> ActionRequest? {
        switch instruction {
        case .unless(let condition, let skip):
            if !condition.holds(in: scope) { place += skip }
        case .set(let assignments):
            try assign(assignments)
        case .call(let call):
            awaited = call
            return ActionRequest(action: call.action, input: values(of: call.with))
        case .start(let start, let isAttended):
            try begin(start, isRefusable: isAttended && !isTimer)
        case .send(let send):
            guard case .text(let receiver) = send.to.value(in: scope) else { break }
            effects.append(.send(event: send.event, to: receiver, data: values(of: send.with)))
        case .publish(let publication):
            guard let key = publication.key.value(in: scope)?.keyText else { break }
            effects.append(
                .publish(TopicKey(topic: publication.topic, key: key), data: values(of: publication.with)))
        case .mail(let mail):
            guard let with = definition.mails[mail]?.with else { break }
            effects.append(.mail(name: mail, values: values(of: with)))
        case .leave(let state):
            active.removeAll { $0 == state }
            if entered.contains(state) {
                entered.removeAll { $0 == state }
            } else {
                exited.append(state)
            }
            scope.activeStates = definition.names(of: active)
        case .enter(let state):
            active.append(state)
            active.sort()
            entered.append(state)
            scope.activeStates = definition.names(of: active)
        }
        return nil
    }

    /// All right sides read the values before.
    private mutating func assign(_ assignments: [NamedExpression]) throws(Rejection) {
        var changed = scope.context
        for assignment in assignments {
            let value = assignment.expression.value(in: scope)
            if let value, let error = definition.violation(of: value, in: assignment.name) {
                throw .outOfBounds(field: assignment.name, error: error)
            }
            changed[assignment.name] = value
            touched.append(assignment.name)
        }
        scope.context = changed
    }

    private mutating func begin(_ start: StartNode, isRefusable: Bool) throws(Rejection) {
        guard let each = start.each else { return try beginOne(start, isRefusable: isRefusable) }
        guard case .list(let elements) = each.expression.value(in: scope) else { return }
        for element in elements {
            scope.variables[each.name] = element
            try beginOne(start, isRefusable: isRefusable)
        }
        scope.variables[each.name] = nil
    }

    private mutating func beginOne(_ start: StartNode, isRefusable: Bool) throws(Rejection) {
        let id = ids(starts)
        starts += 1
        effects.append(
            .start(
                StartEffect(
                    workflow: start.workflow, event: start.event, data: values(of: start.with),
                    isRefusable: isRefusable, id: id, into: start.into, done: start.done)))
        guard let field = start.into else { return }
        var value = Value.text(id)
        if case .list = definition.field(field)?.type {
            let known: [Value] = if case .list(let elements) = scope.context[field] { elements } else { [] }
            value = .list(known + [value])
        }
        if let error = definition.violation(of: value, in: field) { throw .outOfBounds(field: field, error: error) }
        scope.context[field] = value
        touched.append(field)
    }

    private func values(of expressions: [NamedExpression]) -> Record {
        var record = Record(minimumCapacity: expressions.count)
        for named in expressions { record[named.name] = named.expression.value(in: scope) }
        return record
    }

    /// Takes the first eventless transition that holds, innermost state first; `false` when the chart is stable.
    private mutating func takeEventless() throws(Rejection) -> Bool {
        for state in active.reversed() {
            guard let branch = definition.states[state].eventless.first(in: scope) else { continue }
            microsteps += 1
            guard microsteps <= Self.microstepLimit else { throw .unstable }
            try take(branch, from: state, as: branch.id)
            return true
        }
        return false
    }

    private func step() -> Step {
        var set = Record(minimumCapacity: touched.count)
        var unset: [String] = []
        for name in touched {
            let after = scope.context[name]
            guard origin.context[name] != after else { continue }
            if let after { set[name] = after } else if !unset.contains(name) { unset.append(name) }
        }
        unset.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var moved: (set: [ArmedTimer], cancelled: [TimerName]) = ([], [])
        if definition.hasTimestampTimers(in: active) {
            moved = definition.movedTimers(
                staying: active.filter { !entered.contains($0) }, changed: Set(set.keys).union(unset),
                before: origin.context, scope: scope)
        }
        let armed = entered.sorted().flatMap { definition.timers(of: $0, enteredAt: scope.now, scope: scope) }
        return Step(
            snapshot: Snapshot(configuration: Configuration(ascending: active), context: scope.context), took: took,
            exited: exited, entered: entered, set: set, unset: unset, timers: armed + moved.set,
            cancelled: moved.cancelled, effects: effects, results: results)
    }
}
