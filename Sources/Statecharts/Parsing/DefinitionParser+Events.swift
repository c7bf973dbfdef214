/// Events and timers (`format.md` section 6).
extension DefinitionParser {
    private static let eventKeys = ["by", "topic", "when", "form"] + blockKeys + ["to"]

    /// The events that make an instance.
    mutating func startEvents(_ value: YAMLValue?) -> [EventNode] {
        guard let value else { return [] }
        let entries = named(value, "start")
        if entries.isEmpty { fault("E006", "'start' needs at least one event", at: value.place) }
        return entries.compactMap { entry in
            if entry.value.entries != nil, entry.value["to"] == nil {
                fault("E006", "a start event needs the key 'to'", at: entry.place)
            }
            return event(entry, of: nil)
        }
    }

    /// One event of a state, or of the start.
    mutating func event(_ entry: YAMLEntry, of state: Int?) -> EventNode? {
        checkCamelCase(entry.key, "an event", at: entry.place)
        owner = .event(state: state, name: entry.key)
        defer { owner = .none }
        places[owner] = entry.place
        let value = entry.value
        let (allowed, required) = keys(of: entry, isStart: state == nil)
        guard members(value, of: "an event", allowed: allowed, required: required) != nil else { return nil }
        let life = state == nil ? Life.starting(afterSetting: assignedNames(value["set"])) : .standing
        let heard = value["topic"].flatMap { hearing($0) }
        let end = state == nil ? nil : childEnds[entry.key]
        let payload = heard?.payload ?? end.map { self.payload(of: $0) } ?? []
        let isSystem = value["by"]?.text == "system" || value["topic"] != nil
        if isSystem { exchanges = true }
        let gate = site(life, data: nil, hasCaller: !isSystem, isGate: true)
        let by = value["by"].map { sender($0, event: entry.key, at: gate) } ?? .system
        let parsed = value["form"].flatMap { eventForm($0, event: entry.key, life, hasCaller: !isSystem) }
        var body = site(life, data: parsed?.data ?? data(of: payload), hasCaller: !isSystem)
        body.event = entry.key
        body.formFields = parsed?.form.items.map(\.field.name) ?? []
        body.isSuspect = value["form"] != nil && parsed == nil || value["topic"] != nil && heard == nil
        let when = value["when"].flatMap { expression($0, expecting: .boolean, at: gate) }
        let shared = effects(value, at: body)
        let holder = state.map { stateOutline[$0].name } ?? "start"
        let branches = branches(value["to"], of: "\(holder).\(entry.key)", at: body, shared: shared)
        let mayFallThrough = value["topic"] == nil && branches.last?.block.condition != nil
        needTexts(of: entry, isSystem: isSystem, mayFallThrough: mayFallThrough)
        var event = EventNode(
            name: entry.key, by: by, when: when, form: parsed?.form, shared: shared, branches: branches)
        (event.topic, event.payload) = (heard?.hearing, payload)
        return event
    }

    /// A topic stands in place of a sender, and what comes by itself has no form.
    private func keys(of entry: YAMLEntry, isStart: Bool) -> (allowed: [String], required: [String]) {
        if isStart { return (Self.eventKeys.filter { $0 != "topic" }, ["by"]) }
        if entry.value["topic"] != nil { return (Self.eventKeys.filter { $0 != "by" && $0 != "form" }, []) }
        return (childEnds[entry.key] == nil ? Self.eventKeys : Self.eventKeys.filter { $0 != "form" }, ["by"])
    }

    private mutating func data(of payload: [Field]) -> [String: FieldType] {
        var data: [String: FieldType] = [:]
        for field in payload {
            data[field.name] = FieldType(field)
            dataUnion[field.name] = FieldType(field.type, mayBeAbsent: true)
        }
        return data
    }

    private mutating func needTexts(of entry: YAMLEntry, isSystem: Bool, mayFallThrough: Bool) {
        let key = "events.\(entry.key)"
        need(key + ".label", at: entry.place, isRequired: !isSystem)
        for part in ["confirm", "done"] { need("\(key).\(part)", at: entry.place, isRequired: false) }
        need(key + ".otherwise", at: entry.place, code: "E036", isRequired: mayFallThrough)
    }

    private mutating func sender(_ value: YAMLValue, event: String, at site: Site) -> Sender {
        switch value.text {
        case "signedIn": return .signedIn
        case "system": return .system
        case _: break
        }
        guard value.entries != nil else {
            return .roles(roleNames(value, atLeastOne: true), condition: nil, error: nil)
        }
        _ = members(value, of: "'by'", allowed: ["roles", "if", "error"], required: ["roles"])
        let roles = value["roles"].map { roleNames($0, atLeastOne: true) } ?? []
        let condition = value["if"].flatMap { expression($0, expecting: .boolean, at: site) }
        if let present = value.entry("if") ?? value.entry("error"), value["if"] == nil || value["error"] == nil {
            fault("E006", "'if' and 'error' of 'by' need each other", at: present.place)
        }
        var name: String?
        if let error = value["error"], let text = text(error, "an error's name") {
            checkCamelCase(text, "an error", at: error.place)
            need("events.\(event).errors.\(text)", at: error.place)
            name = text
        }
        return .roles(roles, condition: condition, error: name)
    }

    /// One timer of a state.
    mutating func timer(_ entry: YAMLEntry, of state: Int) -> TimerNode? {
        checkCamelCase(entry.key, "a timer", at: entry.place)
        owner = .timer(state: state, name: entry.key)
        defer { owner = .none }
        places[owner] = entry.place
        let value = entry.value
        let allowed = ["at", "every"] + Self.blockKeys + ["to"]
        guard members(value, of: "a timer", allowed: allowed) != nil else { return nil }
        if value["at"] == nil, value["every"] == nil {
            fault("E006", "a timer needs the key 'at' or 'every'", at: entry.place)
        }
        let site = site(.standing, data: nil, hasCaller: false, isUnattended: true)
        let moments = (value["at"]?.oneOrMore ?? []).compactMap { moment($0) }
        let shared = effects(value, at: site)
        let id = "\(stateOutline[state].name).\(entry.key)"
        let branches = branches(value["to"], of: id, at: site, shared: shared)
        return TimerNode(
            name: entry.key, moments: moments, every: duration(value["every"]), shared: shared, branches: branches)
    }

    /// A duration from entry, or a timestamp that follows from the context alone, so that it can be worked out again.
    private mutating func moment(_ value: YAMLValue) -> TimerNode.Moment? {
        guard let text = text(value, "a duration or a timestamp") else { return nil }
        if text.utf8.first == UInt8(ascii: "P"), !text.contains(".") {
            return duration(value).map { .afterEntry($0) }
        }
        var site = site(.standing, data: nil, hasCaller: false, isUnattended: true)
        site.environment.facts = nil
        site.environment.states = nil
        site.environment.hasNow = false
        return expression(value, expecting: .timestamp, mayBeAbsent: true, at: site).map { .at($0) }
    }
}
