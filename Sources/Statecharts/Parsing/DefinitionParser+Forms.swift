/// Forms (`format.md` section 5).
extension DefinitionParser {
    /// Parses the forms that have names of their own.
    mutating func parseForms(_ root: YAMLValue) {
        var settings: [String: Set<String>] = [:]
        var systemForms: Set<String> = []
        for entry in root["start"]?.entries ?? [] {
            guard let name = entry.value["form"]?.text else { continue }
            let set = assignedNames(entry.value["set"])
            settings[name] = settings[name].map { $0.intersection(set) } ?? set
        }
        let events = (root["start"]?.entries ?? []) + eventEntries(of: root["states"])
        for entry in events where entry.value["by"]?.text == "system" {
            if let name = entry.value["form"]?.text { systemForms.insert(name) }
        }
        for entry in formEntries.values.sorted(by: { $0.place < $1.place }) {
            checkCamelCase(entry.key, "a form", at: entry.place)
            let life = settings[entry.key].map { Life.starting(afterSetting: $0) } ?? .standing
            let hasCaller = !systemForms.contains(entry.key)
            forms[entry.key] = form(entry.key, entry.value, life, hasCaller: hasCaller)
        }
    }

    private func eventEntries(of states: YAMLValue?) -> [YAMLEntry] {
        (states?.entries ?? []).flatMap { ($0.value["on"]?.entries ?? []) + eventEntries(of: $0.value["states"]) }
    }

    /// Fields that a `set` assigns, as far as it can be read.
    func assignedNames(_ value: YAMLValue?) -> Set<String> {
        guard let value else { return [] }
        return Set(
            value.oneOrMore.flatMap {
                $0.text.map { [$0] } ?? $0.entries?.map(\.key) ?? $0.elements?.compactMap(\.text) ?? []
            })
    }

    /// The form that an event names or holds.
    mutating func eventForm(
        _ value: YAMLValue, event: String, _ life: Life, hasCaller: Bool
    ) -> ParsedForm? {
        guard let name = value.text else { return form(event, value, life, hasCaller: hasCaller) }
        guard let form = forms[name] else {
            if formEntries[name] == nil { unknown("E014", "form", name, at: value.place, among: formEntries.keys) }
            return nil
        }
        return form
    }

    private mutating func form(_ name: String, _ value: YAMLValue, _ life: Life, hasCaller: Bool) -> ParsedForm? {
        var form = Form(name: name, items: [])
        if let elements = value.elements {
            for element in elements {
                guard let name = text(element, "a field's name"), let field = knownField(name, at: element.place) else {
                    continue
                }
                form.items.append(Form.Item(field: field))
                needTexts(of: field, in: form.name, at: element.place, isRequired: hasCaller)
            }
        } else {
            let allowed = ["fields", "pages", "derive", "check"]
            guard members(value, of: "a form", allowed: allowed, required: ["fields"]) != nil else { return nil }
            for entry in value["fields"].map({ named($0, "fields") }) ?? [] {
                guard let field = formField(entry) else {
                    suspects.insert("data.\(entry.key)")
                    continue
                }
                form.items.append(Form.Item(field: field))
                needTexts(of: field, in: form.name, at: entry.place, isRequired: hasCaller)
            }
        }
        if let pages = value["pages"] { readPages(pages, of: &form, value["fields"], hasCaller: hasCaller) }
        var data: [String: FieldType] = [:]
        for item in form.items {
            let hasCondition =
                value["fields"]?[item.field.name]?["when"] != nil || isPageConditional(item, value["pages"])
            let isConditional = hasCondition && item.field.defaultValue == nil
            let type = FieldType(item.field)
            data[item.field.name] = FieldType(type.type, mayBeAbsent: type.mayBeAbsent || isConditional)
        }
        readConditions(of: &form, value, data, life, hasCaller: hasCaller)
        readDerived(of: &form, value["derive"], &data, life, hasCaller: hasCaller)
        readChecks(of: &form, value["check"], data, life, hasCaller: hasCaller)
        for (name, type) in data { dataUnion[name] = FieldType(type.type, mayBeAbsent: true) }
        return ParsedForm(form: form, data: data)
    }

    /// A field by its own type, or by that of the context field of its name.
    private mutating func formField(_ entry: YAMLEntry) -> Field? {
        checkCamelCase(entry.key, "a field", at: entry.place)
        let extra = ["when", "prefill"]
        guard let entries = entry.value.entries else {
            fault("E007", "a form's field must be a mapping", at: entry.value.place)
            return nil
        }
        if entry.value["type"] != nil {
            guard let declared = declaredType(entry.value, extra: extra) else { return nil }
            return finished(entry.key, declared, defaultAt: entry.value["default"])
        }
        guard var field = knownField(entry.key, at: entry.place) else { return nil }
        let allowed = Array(Self.fieldKeys.dropFirst()) + extra
        for other in entries where !allowed.contains(other.key) {
            let message = "a field without 'type' has no key '\(other.key)'"
            fault(
                "E005", message, at: other.place,
                suggestion: Suggestion.nearest(to: other.key, among: allowed + ["type"]))
        }
        if let isOptional = boolean(entry.value["optional"]) { field.isOptional = isOptional }
        if let personal = boolean(entry.value["personal"]) { field.personal = personal }
        if let value = entry.value["default"] { setDefault(value, of: &field) }
        return field
    }

    /// `when` of fields and pages, and `prefill`, with the facts that a page needs for them.
    private mutating func readConditions(
        of form: inout Form, _ value: YAMLValue, _ data: [String: FieldType], _ life: Life, hasCaller: Bool
    ) {
        var facts: Set<String> = []
        var whenSite = site(life, data: data, hasCaller: hasCaller, isGate: true)
        var prefillSite = site(life, data: nil, hasCaller: hasCaller, isGate: true)
        whenSite.environment.states = nil
        prefillSite.environment.states = nil
        for index in form.items.indices {
            let field = form.items[index].field
            guard let declared = value["fields"]?[field.name] else { continue }
            if let when = declared["when"] {
                form.items[index].when = expression(when, expecting: .boolean, at: whenSite)
                facts.formUnion(form.items[index].when?.mentionedFacts ?? [])
            }
            if let prefill = declared["prefill"] {
                let parsed = expression(prefill, expecting: field.type, mayBeAbsent: true, at: prefillSite)
                form.items[index].prefill = parsed
                facts.formUnion(parsed?.mentionedFacts ?? [])
            }
        }
        for index in form.pages.indices {
            let declared = value["pages"]?.elements?.first { $0["page"]?.text == form.pages[index].name }
            guard let when = declared?["when"] else { continue }
            form.pages[index].when = expression(when, expecting: .boolean, at: whenSite)
            facts.formUnion(form.pages[index].when?.mentionedFacts ?? [])
        }
        form.pageFacts = facts.sorted()
    }

    private mutating func readDerived(
        of form: inout Form, _ value: YAMLValue?, _ data: inout [String: FieldType], _ life: Life, hasCaller: Bool
    ) {
        for entry in value.map({ named($0, "derive") }) ?? [] {
            checkCamelCase(entry.key, "a derived value", at: entry.place)
            if data[entry.key] != nil { fault("E003", "the form has a field '\(entry.key)'", at: entry.place) }
            var place = site(life, data: data, hasCaller: hasCaller)
            place.environment.facts = nil
            place.environment.states = nil
            guard let parsed = expression(entry.value, mayBeAbsent: true, at: place) else {
                suspects.insert("data.\(entry.key)")
                continue
            }
            form.derive.append(NamedExpression(name: entry.key, expression: parsed))
            data[entry.key] = FieldType(parsed.type, mayBeAbsent: parsed.mayBeAbsent)
        }
    }

    private mutating func readChecks(
        of form: inout Form, _ value: YAMLValue?, _ data: [String: FieldType], _ life: Life, hasCaller: Bool
    ) {
        guard let value, let elements = list(value, "a list of checks") else { return }
        var place = site(life, data: data, hasCaller: hasCaller)
        place.environment.states = nil
        for element in elements {
            let allowed = ["require", "error", "field", "with", "offer"]
            guard members(element, of: "a check", allowed: allowed, required: ["require", "error"]) != nil else {
                continue
            }
            let field = element["field"].flatMap { formFieldName($0, among: form.items.map(\.field.name)) }
            guard let require = element["require"], let error = element["error"], let name = text(error, "a name")
            else { continue }
            checkCamelCase(name, "an error", at: error.place)
            need("forms.\(form.name).errors.\(name)", at: error.place)
            let with = element["with"].map { inputs($0, at: place) } ?? []
            let offer = element["offer"].flatMap { offeredStart($0, at: place) }
            guard let condition = expression(require, expecting: .boolean, at: place) else { continue }
            form.checks.append(
                Form.Check(require: condition, error: name, field: field, with: with, offer: offer))
        }
    }

    /// A start by the same person that stands beside a refusal (E019).
    private mutating func offeredStart(_ value: YAMLValue, at site: Site) -> Form.Offer? {
        let keys = ["workflow", "event", "with"]
        guard members(value, of: "an offer", allowed: keys, required: ["workflow", "event"]) != nil,
            let workflow = value["workflow"], let event = value["event"],
            let name = text(workflow, "a workflow's name"), let eventName = text(event, "a start event's name")
        else { return nil }
        var fields: [Field]?
        if let known = surroundings.peopleStarts {
            guard let events = known[name] else {
                unknown("E019", "workflow", name, at: workflow.place, among: known.keys)
                return nil
            }
            fields = events[eventName]
            if fields == nil { unknown("E019", "start event", eventName, at: event.place, among: events.keys) }
        }
        return Form.Offer(
            workflow: name, event: eventName, with: value["with"].map { inputs($0, known: fields, at: site) } ?? [])
    }

    /// A field of the form where a check or a refusal points at one.
    mutating func formFieldName(_ value: YAMLValue, among fields: [String]) -> String? {
        guard let name = text(value, "a field") else { return nil }
        if !fields.contains(name), !suspects.contains("data.\(name)") {
            unknown("E014", "field", name, at: value.place, among: fields)
        }
        return name
    }

    /// Label, hint and options that a page shows.
    private mutating func needTexts(of field: Field, in form: String, at place: Place, isRequired: Bool) {
        let key = "forms.\(form).\(field.name)"
        need(key + ".label", at: place, isRequired: isRequired)
        need(key + ".hint", at: place, isRequired: false)
        needOptions(of: field.type, under: key, at: place, isRequired: isRequired)
    }

    mutating func needOptions(of type: ValueType, under key: String, at place: Place, isRequired: Bool) {
        switch type {
        case .enumeration(let options):
            for option in options { need("\(key).options.\(option)", at: place, isRequired: isRequired) }
        case .list(let element, _, _): needOptions(of: element, under: key, at: place, isRequired: isRequired)
        case .record(let fields):
            for field in fields {
                need("\(key).\(field.name).label", at: place, isRequired: false)
                need("\(key).\(field.name).hint", at: place, isRequired: false)
                needOptions(of: field.type, under: "\(key).\(field.name)", at: place, isRequired: false)
            }
        case .map(let map): needOptions(of: map.element, under: key, at: place, isRequired: isRequired)
        case .text, .email, .domainIdentifier, .boolean, .integer, .date, .timestamp, .duration, .person, .account,
            .instance:
            break
        }
    }

    /// Takes down that a text is asked for.
    mutating func need(_ key: String, at place: Place, code: String = "E028", isRequired: Bool = true) {
        textNeeds.append(TextNeed(key: key, place: place, code: code, isRequired: isRequired))
    }
}
