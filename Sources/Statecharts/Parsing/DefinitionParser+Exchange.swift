/// What goes between instances: starts, messages, publications (`format.md` section 9).
extension DefinitionParser {
    /// A child to start in the same commit.
    mutating func childStart(_ value: YAMLValue, at site: Site) -> StartNode? {
        exchanges = true
        let allowed = ["workflow", "event", "each", "with", "into", "done"]
        let required = ["workflow", "event"]
        guard members(value, of: "a start", allowed: allowed, required: required) != nil,
            let workflow = value["workflow"].flatMap({ text($0, "a workflow's name") }),
            let event = value["event"].flatMap({ text($0, "a start event's name") })
        else { return nil }
        var start = StartNode(workflow: workflow, event: event)
        var site = site
        if let value = value["each"], let (each, element) = elements(value, at: site) {
            start.each = each
            site.environment.variables[each.name] = element
        }
        let fields = childFields(of: start, value)
        let place = value["workflow"]?.place ?? value.place
        (start.with, start.filled) = filled(value["with"], fields, at: place, site)
        start.into = value["into"].flatMap { destination($0, of: start) }
        start.done = value["done"].flatMap { text($0, "an event") }
        return start
    }

    /// The variable of `each` and what it goes over; a name that is taken would hide what it stands for.
    private mutating func elements(
        _ value: YAMLValue, at site: Site
    ) -> (each: NamedExpression, element: FieldType)? {
        let entries = named(value, "each")
        if entries.count != 1 { fault("E007", "'each' names one variable with its list", at: value.place) }
        guard let entry = entries.first else { return nil }
        checkCamelCase(entry.key, "a variable", at: entry.place)
        guard !TypeChecker.rootNames.contains(entry.key) else {
            fault("E045", "the name '\(entry.key)' is taken", at: entry.place)
            return nil
        }
        guard let list = expression(entry.value, at: site) else { return nil }
        guard case .list(let element, _, _) = list.type else {
            fault("E042", "'each' goes over a list, not \(list.type.kindName)", at: entry.value.place)
            return nil
        }
        return (NamedExpression(name: entry.key, expression: list), FieldType(element))
    }

    /// A `with` against the fields of whoever gets it, and the names that the file leaves to `data` or the context.
    private mutating func filled(
        _ value: YAMLValue?, _ fields: [Field]?, at place: Place, _ site: Site
    ) -> ([NamedExpression], Set<String>) {
        var with = value.map { inputs($0, known: fields, at: site) } ?? []
        guard let fields else { return (with, []) }
        let written = Set(with.map(\.name))
        complete(&with, with: fields, given: value, at: place, site)
        return (with, Set(with.map(\.name)).subtracting(written))
    }

    private mutating func childFields(of start: StartNode, _ value: YAMLValue) -> [Field]? {
        guard let known = surroundings.systemStarts, let workflow = value["workflow"], let event = value["event"] else {
            return nil
        }
        guard let events = known[start.workflow] else {
            unknown("E019", "workflow", start.workflow, at: workflow.place, among: known.keys)
            return nil
        }
        guard let fields = events[start.event] else {
            unknown("E019", "start event", start.event, at: event.place, among: events.keys)
            return nil
        }
        return fields
    }

    /// The field that takes a child's id; it may be absent where a refused start is only recorded.
    private mutating func destination(_ value: YAMLValue, of start: StartNode) -> String? {
        guard let name = text(value, "a context field"), let field = knownField(name, at: value.place) else {
            return nil
        }
        switch field.type {
        case .instance(start.workflow) where start.each == nil:
            if owner.isUnattended, !FieldType(field).mayBeAbsent {
                fault("E043", "the start may be refused here, '\(name)' may not be absent", at: value.place)
            }
        case .list(of: .instance(start.workflow), min: _, max: let most):
            guard case .list(_, _, let count) = start.each?.expression.type, count > most else { break }
            fault("E042", "'\(name)' takes \(most) instances at most, \(count) may be started", at: value.place)
        case _:
            let wanted = start.each == nil ? "an instance" : "a list of instances"
            fault("E042", "'into' takes \(wanted) of \(start.workflow), not \(field.type.kindName)", at: value.place)
        }
        return name
    }

    /// An event for another instance.
    mutating func sending(_ value: YAMLValue, at site: Site) -> SendNode? {
        exchanges = true
        let allowed = ["event", "to", "with"]
        guard members(value, of: "a message", allowed: allowed, required: ["event", "to"]) != nil,
            let event = value["event"].flatMap({ text($0, "an event's name") }), let to = value["to"]
        else { return nil }
        guard let receiver = expression(to, at: site) else { return nil }
        guard case .instance(let workflow) = receiver.type else {
            fault("E042", "a message goes to an instance, not to \(receiver.type.kindName)", at: to.place)
            return nil
        }
        var send = SendNode(event: event, to: receiver)
        let place = value["event"]?.place ?? value.place
        var fields: [Field]?
        if let known = surroundings.systemEvents?[workflow] {
            fields = known[event]
            if fields == nil { unknown("E019", "event", event, at: place, among: known.keys) }
        } else if let workflows = surroundings.systemEvents?.keys {
            unknown("E019", "workflow", workflow, at: to.place, among: workflows)
        }
        (send.with, send.filled) = filled(value["with"], fields, at: place, site)
        return send
    }

    /// Something for whoever waits for it.
    mutating func publication(_ value: YAMLValue, at site: Site) -> PublishNode? {
        exchanges = true
        let allowed = ["topic", "key", "with"]
        guard members(value, of: "a publication", allowed: allowed, required: ["topic", "key"]) != nil,
            let name = value["topic"], let key = value["key"], let topic = topic(name)
        else { return nil }
        guard let about = expression(key, expecting: topic.key, at: site) else { return nil }
        var publication = PublishNode(topic: topic.name, key: about)
        (publication.with, publication.filled) = filled(value["with"], topic.payload, at: name.place, site)
        return publication
    }

    /// A declared topic (E020).
    private mutating func topic(_ value: YAMLValue) -> Topic? {
        guard let name = text(value, "a topic's name") else { return nil }
        guard let topic = surroundings.topics[name] else {
            unknown("E020", "topic", name, at: value.place, among: surroundings.topics.keys)
            return nil
        }
        return topic
    }

    /// What an event of a state hears in place of a sender, and what it is told then.
    mutating func hearing(_ value: YAMLValue) -> (hearing: Hearing, payload: [Field])? {
        exchanges = true
        guard members(value, of: "'topic'", allowed: ["name", "key"], required: ["name", "key"]) != nil,
            let name = value["name"], let key = value["key"], let topic = topic(name),
            let path = text(key, "a context path such as context.account")
        else { return nil }
        guard path.hasPrefix("context.") else {
            fault("E007", "'\(path)' is no context path such as context.account", at: key.place)
            return nil
        }
        let fieldPlace = key.place(atByte: "context.".utf8.count)
        guard let field = knownField(String(path.dropFirst("context.".count)), at: fieldPlace) else { return nil }
        if !field.type.agrees(with: topic.key) {
            let kinds = "\(topic.key.kindName), the field '\(field.name)' is \(field.type.kindName)"
            fault("E042", "the key of '\(topic.name)' is \(kinds)", at: key.place)
        }
        return (Hearing(topic: topic.name, field: field.name), topic.payload)
    }

    /// Events that ends of children send, with the children's workflow; before any event is read.
    mutating func takeDownEnds(_ value: YAMLValue) {
        for entry in value.entries ?? [] {
            for start in entry.key == "start" ? entry.value.oneOrMore : [] {
                guard let done = start["done"], let name = done.text, let workflow = start["workflow"]?.text else {
                    continue
                }
                let known = childEnds[name]
                if let known, known.workflow != workflow {
                    fault("E042", "'\(name)' would take ends of '\(known.workflow)' and '\(workflow)'", at: done.place)
                }
                childEnds[name] = known ?? ChildEnd(workflow: workflow, place: done.place)
            }
            takeDownEnds(entry.value)
        }
        for element in value.elements ?? [] { takeDownEnds(element) }
    }

    /// What the end of a child brings: its id, its last state, and what it puts out.
    func payload(of end: ChildEnd) -> [Field] {
        let fields = [
            Field(name: "instance", type: .instance(workflow: end.workflow)),
            Field(name: "state", type: .text(TextBounds(max: ParsingLimits.nameLength)), personal: false),
        ]
        guard let output = surroundings.outputs[end.workflow], !output.isEmpty else { return fields }
        return fields + [Field(name: "output", type: .record(output), isOptional: true)]
    }

    /// Every end that is asked for has an event of a state to come by (E019).
    mutating func checkEnds(in chart: Definition) {
        let events = chart.states.flatMap(\.on).filter { event in
            if case .system = event.by { event.topic == nil } else { false }
        }
        for (name, end) in childEnds where !events.contains(where: { $0.name == name }) {
            unknown("E019", "event with 'by: system'", name, at: end.place, among: events.map(\.name))
        }
    }
}

/// The end of a child that a `done` asks for.
struct ChildEnd {
    var workflow: String
    var place: Place
}
