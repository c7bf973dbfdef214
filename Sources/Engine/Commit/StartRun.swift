import Statecharts
import Storage

/// Makes an instance by a start event: of a person, or of an instance in the same commit.
struct StartRun {
    let parts: EngineParts
    let workflow: String
    /// Without a name, the only start event that people may send.
    let event: String?
    let caller: Caller
    let seed: [UInt8]
    let now: Timestamp
    let depth: Int

    /// For a person: reads the form as it came.
    func perform(form input: JSON, in tx: borrowing Transaction) throws -> (work: Work, written: Written) {
        try begin(in: tx) { form, scope, event, definition in
            guard let form else {
                try refuseFields(of: input, event: event)
                return ([:], [:])
            }
            return try FormReading(parts: parts, definition: definition, event: event, form: form)
                .read(input, scope: scope, in: tx)
        }
    }

    /// For an instance: the values are typed already.
    func perform(values: Record, in tx: borrowing Transaction) throws -> (work: Work, written: Written) {
        try begin(in: tx) { form, scope, event, definition in
            guard let form else { return ([:], [:]) }
            return try FormReading(parts: parts, definition: definition, event: event, form: form)
                .read(JSON(values), scope: scope, in: tx)
        }
    }

    private func begin(
        in tx: borrowing Transaction,
        read: (Form?, Scope, EventNode, Definition) throws -> (data: Record, facts: Record)
    ) throws -> (work: Work, written: Written) {
        guard let (definitionID, definition) = parts.catalog.current(workflow) else {
            throw EngineError(.notFound, "There is no workflow '\(workflow)'.")
        }
        guard depth <= Limits.startDepthMax else {
            throw BrokenInvariant("starts of '\(workflow)' lie deeper than \(Limits.startDepthMax)", instance: nil)
        }
        let event = try startEvent(of: definition)
        let work = Work(parts, starting: definition, id: definitionID, seed: seed, now: now, depth: depth)
        let gate = try parts.facts(event.gateFacts, of: definition, scope: work.scope(caller: caller.values), in: tx)
        var scope = work.scope(facts: gate, caller: caller.values)
        guard event.isOffered(in: scope) else {
            throw EngineError(.eventNotAllowed, "'\(event.name)' is not offered to you now.")
        }
        scope.context = Self.defaults(of: definition)
        let (data, formFacts) = try read(event.form, scope, event, definition)
        let facts = try self.facts(
            of: event, definition, data: data, known: gate.merging(formFacts) { $1 }, work, in: tx)

        let draft = HistoryEntry.Draft(
            kind: .start, event: event.name, author: author(of: event), form: event.form)
        do {
            let written = try work.perform(
                .start(event.name), data: data, facts: facts, caller: caller, entry: draft, in: tx)
            try takeKey(of: definition, row: work.row, in: tx)
            work.save(in: tx)
            return (work, written)
        } catch let rejection as Rejection {
            if case .broken = rejection {
                throw BrokenInvariant(rejection.sentence(after: "'\(event.name)' of \(workflow)"), instance: nil)
            }
            throw rejection.asError(event: event.name, workflow: workflow)
        }
    }

    private func startEvent(of definition: Definition) throws -> EventNode {
        let mayBeSystem = if case .system = caller { true } else { false }
        let events = definition.start.filter { event in
            let isSystem = if case .system = event.by { true } else { false }
            return (event.name == self.event || self.event == nil) && isSystem == mayBeSystem
        }
        guard let found = events.first else {
            let isKnown = definition.start.contains { $0.name == self.event } || self.event == nil
            throw EngineError(
                isKnown ? .notAllowed : .notFound, "Nobody may start '\(workflow)' by '\(self.event ?? "an event")'.")
        }
        return found
    }

    /// Facts on what the event's data and the shared `set` give (`format.md` 4).
    private func facts(
        of event: EventNode, _ definition: Definition, data: Record, known: Record, _ work: Work,
        in tx: borrowing Transaction
    ) throws -> Record {
        var scope = work.scope(data: data, facts: known, caller: caller.values)
        scope.context = Self.defaults(of: definition)
        var preview = scope.context
        for assignment in event.shared.set { preview[assignment.name] = assignment.expression.value(in: scope) }
        scope.context = preview
        try work.readTopics(in: preview, tx: tx)
        // What was asked for the form was asked before the topics were looked at.
        let known = definition.hearsTopics ? [:] : known
        let missing = event.facts.filter { known[$0] == nil }
        return known.merging(try parts.facts(missing, of: definition, scope: scope, in: tx)) { $1 }
    }

    private func takeKey(of definition: Definition, row: InstanceRow, in tx: borrowing Transaction) throws {
        guard !definition.key.isEmpty, !row.isFinal else { return }
        let values = definition.key.map { name in row.context[name].map { JSON($0) } ?? .null }
        let key = JSON.array(values).canonicalText
        if let open = try tx.rows(KeyTable.find, .text(workflow), .text(key)).first {
            throw EngineError(
                .alreadyOpen, "There is an open '\(workflow)' for the same thing already.",
                instance: InstanceID(try open.text(0)))
        }
        tx.write(KeyTable.take, .text(workflow), .text(key), .text(row.id.text))
    }

    private func author(of event: EventNode) -> HistoryEntry.Author {
        var author = caller.author
        if case .system = event.by { author.role = "system" }
        return author
    }

    private func refuseFields(of input: JSON, event: EventNode) throws {
        guard case .object(let members) = input, !members.isEmpty else { return }
        throw EngineError(
            .formInvalid, "'\(event.name)' takes no fields.",
            fields: members.map { FieldError(field: $0.name, error: "unknownField") })
    }

    static func defaults(of definition: Definition) -> Record {
        var context: Record = [:]
        for field in definition.context { context[field.name] = field.defaultValue }
        return context
    }
}

extension Caller {
    /// As the history names whoever acts.
    var author: HistoryEntry.Author {
        switch self {
        case .person(let person, session: _):
            HistoryEntry.Author(who: person.email)
        case .operations(for: let person, let reason):
            HistoryEntry.Author(staff: "operations", onBehalfOf: person.email, reason: reason)
        case .system:
            HistoryEntry.Author(role: "system")
        }
    }
}

extension Rejection {
    /// What the person reads.
    func asError(event: String, workflow: String) -> EngineError {
        switch self {
        case .notOffered:
            EngineError(.eventNotAllowed, "'\(event)' is not possible now.")
        case .noBranch(let name):
            EngineError(
                .refused, "'\(name)' is not possible as things are.",
                text: TextReference(workflow: workflow, key: "events.\(name).otherwise"))
        case .refused(let error, let field):
            EngineError(
                .refused, "'\(event)' was refused: \(error).",
                fields: field.map { [FieldError(field: $0, error: error)] } ?? [],
                text: TextReference(workflow: workflow, key: "events.\(event).errors.\(error)"))
        case .actionRefused(let action, let refusal):
            EngineError(
                .refused, "'\(event)' was refused: \(refusal).",
                text: TextReference(workflow: workflow, key: "actions.\(action).\(refusal)"))
        case .outOfBounds(let field, let error):
            EngineError(
                .formInvalid, "A value that follows from the form is out of bounds.",
                fields: [FieldError(field: field, error: error)],
                text: TextReference(workflow: workflow, key: "forms.\(event)"))
        case .unstable:
            EngineError(.stuck, "The workflow does not come to rest. Operations have been told.")
        case .broken:
            EngineError(.stuck, "The workflow breaks a promise of its own. Operations have been told.")
        }
    }

    /// What operations read of an instance that is set aside.
    func sentence(after cause: String) -> String {
        guard case .broken(let invariant) = self else { return "\(cause): \(self)" }
        return "the invariant '\(invariant)' does not hold after \(cause)"
    }
}
