/// One instance on a clock of its own, with the world's answers from the lines that drive it (`genkan simulate`).
public struct Simulation: Sendable {
    /// When every simulation begins.
    public static let beginning = Timestamp(microseconds: 1_767_225_600_000_000)

    /// An end waits this long after the last reminder of its state (`format.md` 6).
    private static let graceAfterReminder = Span.hours(24)

    let definition: Definition
    private(set) var snapshot = Snapshot.unborn
    private(set) var now = Simulation.beginning
    private var timers: [TimerName: Timestamp] = [:]

    /// Makes an instance that has not started yet.
    public init(_ definition: Definition) { self.definition = definition }

    /// The line before all input: starts where one start event needs no data.
    ///
    /// - Throws: where an invariant does not hold then.
    public mutating func start() throws(SimulationError) -> JSON {
        guard definition.start.count == 1, let event = definition.start.first, event.form?.needsData != true,
            let line = try? SimulationLine(.object([("event", .string(event.name))]), of: definition)
        else { return report([], error: nil) }
        return try perform(line)
    }

    /// Does what a line says, and tells where the instance stands then.
    ///
    /// - Throws: for a line that does not fit the definition, and where an invariant does not hold after it; nothing is
    ///   done then.
    public mutating func run(_ line: JSON) throws(SimulationError) -> JSON {
        try perform(try SimulationLine(line, of: definition))
    }

    private mutating func perform(_ line: SimulationLine) throws(SimulationError) -> JSON {
        let before = self
        do {
            let effects =
                switch line.deed {
                case .event(let name, let data): try send(name, data, line)
                case .advance(let span): try pass(span, line)
                }
            return report(effects, error: nil)
        } catch {
            self = before
            if case .rejected(.broken(let invariant)) = error {
                throw SimulationError("the invariant '\(invariant)' does not hold after \(line.told)")
            }
            return report([], error: error.name)
        }
    }

    private mutating func send(_ name: String, _ data: JSON, _ line: SimulationLine) throws(SimulatedRefusal) -> [JSON]
    {
        let event = try SimulatedEvent(name, of: self, line)
        let (values, facts) = try event.read(data)
        let trigger: Trigger = snapshot == .unborn ? .start(name) : .event(name)
        return try step(trigger, data: values, caller: event.caller, facts: facts, line)
    }

    /// Timers fire each at its time, because nothing is late here: by due time, reminders first, in document order.
    private mutating func pass(_ span: Span, _ line: SimulationLine) throws(SimulatedRefusal) -> [JSON] {
        let end = now.adding(span)
        var effects: [JSON] = []
        while let (name, due) = next(until: end) {
            now = due
            timers[name] = repetition(of: name, after: due)
            effects.append(.object([("timer", .string(name.text))]))
            guard let timer = definition.timer(name) else { continue }
            do {
                let scope = scope(caller: nil)
                effects += try step(
                    .timer(name), data: [:], caller: nil, facts: facts(timer.facts, in: scope, line), line)
            } catch {
                // no way fits now: the timer is spent without effect
                guard case .rejected(.noBranch) = error else { throw error }
            }
        }
        now = end
        return effects
    }

    private func next(until end: Timestamp) -> (TimerName, Timestamp)? {
        let due = timers.filter { $0.value <= end }
        return due.min { order($0) < order($1) }.map { ($0.key, $0.value) }
    }

    private func order(_ timer: (key: TimerName, value: Timestamp)) -> (Int64, Int, Int, Int, Int) {
        let state = definition.state(timer.key.state)
        let place = state?.after.firstIndex { $0.name == timer.key.timer } ?? 0
        let isEnd = definition.timer(timer.key)?.isEnd ?? false
        return (timer.value.microseconds, isEnd ? 1 : 0, state?.index ?? 0, place, timer.key.number)
    }

    private func repetition(of name: TimerName, after due: Timestamp) -> Timestamp? {
        guard let timer = definition.timer(name), let every = timer.every, name.number == timer.slots.upperBound else {
            return nil
        }
        return due.adding(every)
    }

    private mutating func step(
        _ trigger: Trigger, data: Record, caller: CallerValues?, facts: Record, _ line: SimulationLine
    ) throws(SimulatedRefusal) -> [JSON] {
        let step: Step
        do {
            step = try run(trigger, data: data, caller: caller, facts: facts, line)
        } catch {
            throw .rejected(error)
        }
        let left = Set(step.exited.map { definition.states[$0].name })
        for name in timers.keys where left.contains(name.state) { timers[name] = nil }
        for name in step.cancelled { timers[name] = nil }
        for timer in step.timers { timers[timer.name] = timer.due }
        if case .timer(let name) = trigger, !left.contains(name.state) { spareEnds(of: name.state) }
        snapshot = step.snapshot
        return step.results.map(\.json) + step.effects.map(\.json)
    }

    private func run(
        _ trigger: Trigger, data: Record, caller: CallerValues?, facts: Record, _ line: SimulationLine
    ) throws(Rejection) -> Step {
        var macrostep = try Macrostep(
            definition, at: snapshot, on: trigger, data: data, caller: caller, facts: facts, now: now)
        while true {
            switch try macrostep.next() {
            case .commit(let step): return step
            case .perform(let request):
                let results = definition.actions[request.action]?.results ?? []
                let outcome = line.results[request.action] ?? .returned(Record(firstOf: results))
                _ = try macrostep.resume(with: outcome)
            }
        }
    }

    private mutating func spareEnds(of state: String) {
        let earliest = now.adding(Self.graceAfterReminder)
        for (name, due) in timers where name.state == state && due < earliest {
            if definition.timer(name)?.isEnd == true { timers[name] = earliest }
        }
    }

    /// What expressions see now.
    func scope(data: Record = [:], facts: Record = [:], caller: CallerValues?) -> Scope {
        Scope(
            context: snapshot.context, data: data, facts: facts, caller: caller, now: now,
            activeStates: definition.names(of: snapshot.configuration.active))
    }

    /// Facts by the line, else the first value of their type; absent where an argument is.
    func facts(_ names: [String], in scope: Scope, _ line: SimulationLine) -> Record {
        var facts: Record = [:]
        for name in names {
            guard let declaration = definition.facts[name],
                declaration.arguments.allSatisfy({ $0.value(in: scope) != nil })
            else { continue }
            facts[name] = line.facts[name] ?? declaration.type.first
        }
        return facts
    }

    private func report(_ effects: [JSON], error: String?) -> JSON {
        .object([
            ("configuration", .array(snapshot.configuration.leafNames(in: definition).map(JSON.string))),
            ("context", JSON(snapshot.context)), ("effects", .array(effects)),
            ("error", error.map(JSON.string) ?? .null),
        ])
    }
}

extension Definition {
    /// The timer of that name.
    fileprivate func timer(_ name: TimerName) -> TimerNode? {
        state(name.state)?.after.first { $0.name == name.timer }
    }
}

extension Form {
    /// Whether a person has to give something.
    fileprivate var needsData: Bool { items.contains { $0.field.isRequired && !isConditional($0) } }
}
