/// An event of a line, with whoever sends it: the order of one command (`format.md` 6) up to the step.
struct SimulatedEvent {
    let caller: CallerValues?
    private let node: EventNode
    private let simulation: Simulation
    private let line: SimulationLine
    private let gate: Record

    /// Finds the event, and asks whether the sender may send it now.
    init(_ name: String, of simulation: Simulation, _ line: SimulationLine) throws(SimulatedRefusal) {
        self.simulation = simulation
        self.line = line
        let definition = simulation.definition
        let configuration = simulation.snapshot.configuration
        let isUnborn = simulation.snapshot == .unborn
        let places = isUnborn ? definition.start : configuration.active.reversed().flatMap { definition.states[$0].on }
        guard
            let ruling = places.first(where: { $0.name == name })
                ?? definition.states.lazy.flatMap(\.on).first(where: { $0.name == name })
        else { throw .named("eventNotAllowed") }
        let sender = Sender(ruling, line, in: simulation)
        caller = sender.values
        var scope = simulation.scope(caller: caller)
        let gates = definition.gateFacts(ofEventsNamed: name)
        gate = simulation.facts(gates, in: scope, line)
        scope.facts = gate
        try Self.admit(sender, by: ruling, in: scope)
        let offered =
            isUnborn
            ? places.first { $0.name == name && $0.isOffered(in: scope) }
            : definition.offer(name, in: configuration, scope: scope)?.event
        guard let offered else { throw .named("eventNotAllowed") }
        node = offered
    }

    /// The form's stages, and every fact that the step may ask for.
    func read(_ input: JSON) throws(SimulatedRefusal) -> (data: Record, facts: Record) {
        let definition = simulation.definition
        var scope = simulation.scope(facts: gate, caller: caller)
        if simulation.snapshot == .unborn {
            for field in definition.context { scope.context[field.name] = field.defaultValue }
        }
        if let form = node.form {
            scope.facts.merge(simulation.facts(form.pageFacts, in: scope, line)) { $1 }
            do { scope.data = try form.read(input, in: scope) } catch { throw .named("formInvalid") }
            let mentioned = form.checks.flatMap(\.expressions).flatMap(\.mentionedFacts)
            scope.facts.merge(simulation.facts(mentioned, in: scope, line)) { $1 }
            if let failed = form.failedChecks(in: scope).first { throw .named(failed.error) }
        } else if !node.payload.isEmpty {
            let (data, missing) = node.readPayload(input)
            guard missing.isEmpty else { throw .named("formInvalid") }
            scope.data = data
        } else if input.objectValue?.isEmpty != true {
            throw .named("formInvalid")
        }
        if simulation.snapshot == .unborn {
            // on what the event's data and the shared `set` give
            let before = scope
            for assignment in node.shared.set {
                scope.context[assignment.name] = assignment.expression.value(in: before)
            }
        }
        let facts = simulation.facts(node.facts.filter { scope.facts[$0] == nil }, in: scope, line)
        return (scope.data, scope.facts.merging(facts) { $1 })
    }

    private static func admit(_ sender: Sender, by node: EventNode, in scope: Scope) throws(SimulatedRefusal) {
        switch node.by {
        case .signedIn: if sender.values == nil { throw .named("notAllowed") }
        case .system: if sender.values != nil { throw .named("notAllowed") }
        case .roles(let roles, let condition, let error):
            guard roles.contains(where: sender.roles.contains) else { throw .named("notAllowed") }
            guard condition?.holds(in: scope) ?? true else { throw .named(error ?? "notAllowed") }
        }
    }

    /// Whoever a line names.
    private struct Sender {
        var values: CallerValues?
        var roles: Set<String>

        init(_ node: EventNode, _ line: SimulationLine, in simulation: Simulation) {
            let definition = simulation.definition
            let name = line.sender ?? Self.first(of: node)
            guard name != "system" else {
                (values, roles) = (nil, [])
                return
            }
            let context = simulation.snapshot.context
            let role = definition.role(name)
            let named = role.map { Self.people(in: $0, context) } ?? []
            let holder = named.first { Self.roles(of: $0, as: role, in: definition, context).contains(name) }
            let person = holder ?? PersonReference(email: role == nil ? name : "\(name)@one.example")
            values = CallerValues(person: person, language: "en", session: "simulation")
            roles = Self.roles(of: person, as: role, in: definition, context)
        }

        /// Roles by the context, and the one that the line names, without those that another one of them excepts.
        private static func roles(
            of person: PersonReference, as named: Role?, in definition: Definition, _ context: Record
        ) -> Set<String> {
            let held = definition.heldRoles { role in
                role.name == named?.name || people(in: role, context).contains { $0.isSame(as: person) }
            }
            return Set(held)
        }

        private static func first(of node: EventNode) -> String {
            switch node.by {
            case .signedIn: "somebody@one.example"
            case .system: "system"
            case .roles(let roles, condition: _, error: _): roles.first ?? "somebody@one.example"
            }
        }

        /// People that the context names; who has a right or belongs to staff, only the line can say.
        private static func people(in role: Role, _ context: Record) -> [PersonReference] {
            role.sources.flatMap { source -> [PersonReference] in
                guard case .context(let field) = source, let value = context[field] else { return [] }
                return value.references
            }
        }
    }
}

/// Why an event of a simulation changed nothing.
enum SimulatedRefusal: Error {
    case named(String)
    case rejected(Rejection)

    /// As the definition or the protocol names it, camelCase.
    var name: String {
        switch self {
        case .named(let name): name
        case .rejected(.notOffered): "eventNotAllowed"
        case .rejected(.noBranch): "otherwise"
        case .rejected(.refused(let error, field: _)): error
        case .rejected(.actionRefused(action: _, let refusal)): refusal
        case .rejected(.outOfBounds): "formInvalid"
        case .rejected(.unstable): "stuck"
        case .rejected(.broken(let invariant)): "invariants.\(invariant)"
        }
    }
}

extension Value {
    /// The people in a person, an address, or a list of these.
    fileprivate var references: [PersonReference] {
        switch self {
        case .person(let reference): [reference]
        case .text(let email): [PersonReference(email: email)]
        case .list(let values): values.flatMap(\.references)
        case .boolean, .integer, .timestamp, .duration, .record: []
        }
    }
}

extension PerformedAction {
    /// `{"action": name, "returned": {…}}` or `{"action": name, "refused": name}`.
    var json: JSON {
        switch outcome {
        case .returned(let values): .object([("action", .string(action)), ("returned", JSON(values))])
        case .refused(let refusal): .object([("action", .string(action)), ("refused", .string(refusal))])
        }
    }
}

extension Effect {
    /// `{"mail": name, "with": {…}}`, `{"start": workflow, "event": name, "data": {…}}`,
    /// `{"send": event, "to": id, "data": {…}}`, `{"publish": topic, "key": thing, "data": {…}}`.
    var json: JSON {
        switch self {
        case .mail(let name, let values): .object([("mail", .string(name)), ("with", JSON(values))])
        case .start(let start):
            .object([("start", .string(start.workflow)), ("event", .string(start.event)), ("data", JSON(start.data))])
        case .send(let event, let receiver, let data):
            .object([("send", .string(event)), ("to", .string(receiver)), ("data", JSON(data))])
        case .publish(let pair, let data):
            .object([("publish", .string(pair.topic)), ("key", .string(pair.key)), ("data", JSON(data))])
        }
    }
}
