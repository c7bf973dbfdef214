/// Types and fields (`format.md` section 3).
extension DefinitionParser {
    private static let plainTypes: [String: ValueType] = [
        "email": .email, "domainIdentifier": .domainIdentifier, "boolean": .boolean, "date": .date,
        "timestamp": .timestamp, "duration": .duration, "person": .person, "account": .account,
        "integer": .integer(min: -Value.integerMax, max: Value.integerMax),
    ]

    private static let bounds: [String: (allowed: [String], required: [String])] = [
        "text": (["max", "min", "multiline", "pattern"], ["max"]), "integer": (["min", "max"], []),
        "enum": (["of"], ["of"]), "list": (["of", "max", "min"], ["of", "max"]), "record": (["fields"], ["fields"]),
        "map": (["for", "of"], ["for", "of", "default"]), "instance": (["of"], ["of"]),
    ]

    /// Keys that declare a field, whatever its type.
    static let fieldKeys = ["type", "optional", "default", "personal"]

    /// A field by its declaration: a type's name, perhaps after `optional`, or the full form.
    mutating func field(_ entry: YAMLEntry, _ kind: String, isBounded: Bool = true) -> Field? {
        checkCamelCase(entry.key, kind, at: entry.place)
        guard let declared = declaredType(entry.value, isBounded: isBounded) else { return nil }
        return finished(entry.key, declared, defaultAt: entry.value["default"])
    }

    /// The field that a declaration makes under a name, with what follows from being optional.
    mutating func finished(_ name: String, _ declared: DeclaredType, defaultAt value: YAMLValue?) -> Field {
        let isOptional = declared.isOptional ?? false
        let type = declared.type.withTextMinimum(isOptional || declared.hasMinimum ? nil : 1)
        var field = Field(name: name, type: type, isOptional: isOptional, personal: declared.personal)
        field.defaultValue = declared.defaultValue
        if value != nil || field.isMap {
            setDefault(value, of: &field)
            if field.defaultValue == nil { suspects.formUnion(["context.\(name)", "data.\(name)"]) }
        }
        return field
    }

    /// The `default` of a field; of a map it is that of each entry, and the map without entries is its own.
    mutating func setDefault(_ value: YAMLValue?, of field: inout Field) {
        guard case .map(var map) = field.type else {
            field.defaultValue = value.flatMap { defaultValue($0, field.type) }
            return
        }
        if let entry = value.flatMap({ defaultValue($0, map.element) }) { map.defaultValue = entry }
        field.type = .map(map)
        field.defaultValue = .record([:])
    }

    /// A type as a mapping's value: shorthand or full form.
    mutating func declaredType(
        _ value: YAMLValue, of what: String = "a field", isBounded: Bool = true, extra: [String] = []
    ) -> DeclaredType? {
        if let text = value.text {
            let words = text.split(separator: " ").map(String.init)
            if words.count == 2, words[0] == "optional" {
                let place = value.place(atByte: text.utf8.count - words[1].utf8.count)
                var declared = namedType(words[1], at: place, isBounded: isBounded)
                declared?.isOptional = true
                return declared
            }
            guard words.count == 1 else {
                fault("E007", "expected a type's name, perhaps after 'optional'", at: value.place)
                return nil
            }
            return namedType(text, at: value.place, isBounded: isBounded)
        }
        guard let entries = value.entries else {
            fault("E007", "expected a type", at: value.place)
            return nil
        }
        guard let typeValue = entries.first(where: { $0.key == "type" })?.value else {
            _ = members(value, of: what, allowed: entries.map(\.key), required: ["type"])
            return nil
        }
        guard let name = text(typeValue, "a type's name") else { return nil }
        let bounds = Self.bounds[name]
        let isKnown = bounds != nil || Self.plainTypes[name] != nil || typeEntries[name] != nil
        guard isKnown else { return namedType(name, at: typeValue.place) }
        let allowed = Self.fieldKeys + (bounds?.allowed ?? []) + extra
        _ = members(value, of: "\(what) of type \(name)", allowed: allowed, required: bounds?.required ?? [])
        guard var declared = bounds == nil ? namedType(name, at: typeValue.place) : bounded(name, value) else {
            return nil
        }
        if let isOptional = boolean(value["optional"]) { declared.isOptional = isOptional }
        if let personal = boolean(value["personal"]) { declared.personal = personal }
        return declared
    }

    /// A type by its bare name.
    private mutating func namedType(_ name: String, at place: Place, isBounded: Bool = true) -> DeclaredType? {
        if let type = Self.plainTypes[name] { return DeclaredType(type: type) }
        if name == "text", !isBounded {
            return DeclaredType(type: .text(TextBounds(max: ParsingLimits.unboundedText)))
        }
        if let required = Self.bounds[name]?.required {
            for key in required { fault("E006", "type \(name) needs the key '\(key)'", at: place) }
            return nil
        }
        uses.insert(.type(name))
        if let type = types[name] { return type }
        guard let entry = typeEntries[name] else {
            unknown(
                "E010", "type", name, at: place,
                among: Array(Self.plainTypes.keys) + Self.bounds.keys + typeEntries.keys)
            return nil
        }
        guard typesInProgress.insert(name).inserted else {
            fault("E010", "type '\(name)' is made of itself", at: place)
            return nil
        }
        defer { typesInProgress.remove(name) }
        guard var declared = declaredType(entry.value) else { return nil }
        if case .map = declared.type {
            types[name] = declared
            return declared
        }
        if let value = entry.value["default"] { declared.defaultValue = defaultValue(value, declared.type) }
        types[name] = declared
        return declared
    }

    /// A type with its bounds.
    private mutating func bounded(_ name: String, _ value: YAMLValue) -> DeclaredType? {
        switch name {
        case "text":
            guard let max = integer(value["max"]) else { return nil }
            var bounds = TextBounds(max: Int(max), isMultiline: boolean(value["multiline"]) ?? false)
            bounds.min = Int(integer(value["min"]) ?? 0)
            bounds.pattern = pattern(value["pattern"])
            checkOrder(bounds.min, bounds.max, at: value)
            return DeclaredType(type: .text(bounds), hasMinimum: value["min"] != nil)
        case "integer":
            let low = integer(value["min"]) ?? -Value.integerMax
            let high = integer(value["max"]) ?? Value.integerMax
            checkOrder(low, high, at: value)
            return DeclaredType(type: .integer(min: low, max: high))
        case "enum": return options(value["of"]).map { DeclaredType(type: .enumeration($0)) }
        case "list": return listType(value).map { DeclaredType(type: $0) }
        case "map": return mapType(value).map { DeclaredType(type: $0) }
        case "record":
            guard let fields = value["fields"] else { return nil }
            return DeclaredType(type: .record(named(fields, "fields").compactMap { field($0, "a field") }))
        case _:
            guard let target = value["of"], let workflow = text(target, "a workflow's name") else { return nil }
            if let known = surroundings.systemStarts?.keys, !known.contains(workflow) {
                unknown("E019", "workflow", workflow, at: target.place, among: known)
            }
            return DeclaredType(type: .instance(workflow: workflow))
        }
    }

    private mutating func listType(_ value: YAMLValue) -> ValueType? {
        guard let of = value["of"], let element = declaredType(of), let max = integer(value["max"]) else { return nil }
        if element.isOptional == true { fault("E007", "an element of a list is never absent", at: of.place) }
        let min = integer(value["min"]) ?? 0
        checkOrder(min, max, at: value)
        let type = element.type.withTextMinimum(element.hasMinimum ? nil : 1)
        return .list(of: type, min: Int(min), max: Int(max))
    }

    private mutating func mapType(_ value: YAMLValue) -> ValueType? {
        guard let path = value["for"], let of = value["of"], let given = value["default"],
            let list = listField(path), let element = declaredType(of)
        else { return nil }
        if element.isOptional == true { fault("E007", "an entry of a map is never absent", at: of.place) }
        guard case .list(of: let key, min: _, max: let max) = list.type, MapType.takes(key) else {
            let kind = "a list of people, addresses, names or numbers"
            fault("E042", "a map is for \(kind), not for \(list.type.name)", at: path.place)
            return nil
        }
        let type = element.type.withTextMinimum(element.hasMinimum ? nil : 1)
        guard let value = defaultValue(given, type) else { return nil }
        return .map(MapType(list: list.name, key: key, max: max, element: type, defaultValue: value))
    }

    /// The context field that a map is for; it may stand behind the map.
    private mutating func listField(_ value: YAMLValue) -> (name: String, type: ValueType)? {
        guard let path = text(value, "the path of a list such as context.friends") else { return nil }
        guard path.hasPrefix("context.") else {
            fault("E045", "a map is for a list of the context, such as context.friends", at: value.place)
            return nil
        }
        let name = String(path.dropFirst("context.".count))
        let place = value.place(atByte: "context.".utf8.count)
        guard let entry = contextEntries[name] else {
            unknown("E013", "context field", name, at: place, among: contextEntries.keys)
            return nil
        }
        guard typesInProgress.insert(path).inserted else {
            fault("E010", "'\(path)' is made of itself", at: place)
            return nil
        }
        defer { typesInProgress.remove(path) }
        return declaredType(entry.value).map { (name, $0.type) }
    }

    private mutating func options(_ value: YAMLValue?) -> [String]? {
        guard let value, let elements = list(value, "a list of names") else { return nil }
        var names: [String] = []
        for element in elements {
            guard let name = text(element, "a name") else { continue }
            checkCamelCase(name, "an option", at: element.place)
            if names.contains(name) { fault("E003", "option '\(name)' stands twice", at: element.place) }
            names.append(name)
        }
        if names.isEmpty { fault("E007", "an enum needs at least one option", at: value.place) }
        return names
    }

    private mutating func pattern(_ value: YAMLValue?) -> TextBounds.Pattern? {
        guard let value, let name = text(value, "the name of a pattern") else { return nil }
        guard let pattern = TextBounds.Pattern(rawValue: name) else {
            unknown("E010", "pattern", name, at: value.place, among: TextBounds.Pattern.allCases.map(\.rawValue))
            return nil
        }
        return pattern
    }

    private mutating func checkOrder<Number: BinaryInteger>(_ min: Number, _ max: Number, at value: YAMLValue) {
        guard min > max else { return }
        fault("E007", "min \(min) is more than max \(max)", at: value["min"]?.place ?? value.place)
    }

    /// A `default` as a value of its type.
    mutating func defaultValue(_ value: YAMLValue, _ type: ValueType) -> Value? {
        guard let parsed = literal(value, type) else {
            fault("E042", "the default is not of the field's type", at: value.place)
            return nil
        }
        if let violation = type.violation(of: parsed) {
            fault("E042", "the default is outside the type's bounds (\(violation))", at: value.place)
        }
        return parsed
    }

    private func literal(_ value: YAMLValue, _ type: ValueType) -> Value? {
        switch type {
        case .text, .email, .domainIdentifier, .enumeration, .date, .account, .instance:
            return value.text.map { .text($0) }
        case .boolean: return value.text == "true" ? .boolean(true) : value.text == "false" ? .boolean(false) : nil
        case .integer: return value.text.flatMap { Int64($0) }.map { .integer($0) }
        case .timestamp: return value.text.flatMap { Timestamp(iso8601: $0) }.map { .timestamp($0) }
        case .duration: return value.text.flatMap { Span(iso8601: $0) }.map { .duration($0) }
        case .person: return value.text.map { .person(PersonReference(email: $0)) }
        case .map: return nil
        case .list(let element, _, _):
            guard let elements = value.elements else { return nil }
            let values = elements.compactMap { literal($0, element) }
            return values.count == elements.count ? .list(values) : nil
        case .record(let fields):
            guard let entries = value.entries else { return nil }
            var record: Record = [:]
            for entry in entries {
                guard let field = fields.first(where: { $0.name == entry.key }),
                    let member = literal(entry.value, field.type)
                else { return nil }
                record[entry.key] = member
            }
            return .record(record)
        }
    }
}

extension Field {
    fileprivate var isMap: Bool { if case .map = type { true } else { false } }
}

extension ValueType {
    /// The same type; a text with another minimum, where one is given.
    fileprivate func withTextMinimum(_ minimum: Int?) -> ValueType {
        guard let minimum, case .text(var bounds) = self else { return self }
        bounds.min = minimum
        return .text(bounds)
    }
}
