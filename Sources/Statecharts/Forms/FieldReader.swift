/// The first stage of a form: parses and normalises what was sent, by type, and collects what cannot be read.
struct FieldReader {
    var errors: [FieldError] = []
    /// The context, for the lists that maps are of.
    let context: Record

    init(context: Record) { self.context = context }

    /// The value; `nil` if nothing was sent, or nothing that can be read (then there are errors).
    mutating func read(_ json: JSON, as type: ValueType, at path: String) -> Value? {
        switch (type, json) {
        case (_, .null): return nil
        case (.list(of: let element, min: _, max: let max), _): return list(json, of: element, max: max, at: path)
        case (.record(let fields), _): return record(json, fields: fields, at: path)
        case (.map(let map), _): return self.map(json, map, at: path)
        case (.person, .object): return person(json, at: path)
        case (.boolean, .boolean(let flag)): return .boolean(flag)
        case (.integer, .integer(let number)): return .integer(number)
        case (_, .string(let text)): return value(text, as: type, at: path)
        case (_, .boolean), (_, .integer), (_, .array), (_, .object): return fail(.wrongKind, at: path)
        }
    }

    private mutating func fail(_ error: BuiltInError, at path: String, values: [String: String] = [:]) -> Value? {
        errors.append(FieldError(field: path, error: error.rawValue, values: values))
        return nil
    }

    /// One value out of text; blank text is no value.
    private mutating func value(_ text: String, as type: ValueType, at path: String) -> Value? {
        if case .text(let bounds) = type, bounds.pattern == nil || bounds.pattern == .name {
            guard let plain = TypedText.plain(text, isMultiline: bounds.isMultiline) else {
                return fail(.controlCharacter, at: path)
            }
            // what is too long is told as that, and not looked at word by word
            if let pattern = bounds.pattern, plain.utf8.count <= TypedText.lengthMax, !pattern.isCanonical(plain) {
                return fail(pattern.error, at: path)
            }
            return plain.isEmpty ? nil : .text(plain)
        }
        guard text.utf8.count <= TypedText.lengthMax else {
            let numbers = ["min": "0", "max": "\(TypedText.lengthMax)", "length": "\(text.unicodeScalars.count)"]
            return fail(.tooLong, at: path, values: numbers)
        }
        guard let typed = TypedText.identifier(text) else { return fail(.controlCharacter, at: path) }
        guard !typed.isEmpty else { return nil }
        switch type {
        case .text(let bounds):
            guard let pattern = bounds.pattern, let code = pattern.canonical(typed) else {
                return fail(bounds.pattern?.error ?? .wrongKind, at: path)
            }
            return .text(code)
        case .email:
            let email = EmailSyntax.canonical(TypedText.withHyphensInName(typed))
            return email.map { .text($0) } ?? fail(.notAnEmail, at: path)
        case .person:
            let email = EmailSyntax.canonical(TypedText.withHyphensInName(typed))
            return email.map { .person(PersonReference(email: $0)) } ?? fail(.notAnEmail, at: path)
        case .domainIdentifier:
            let domain = DomainSyntax.canonical(TypedText.withHyphensInName(typed))
            return domain.map { .text($0) } ?? fail(.notADomain, at: path)
        case .boolean: return boolean(typed).map { .boolean($0) } ?? fail(.notAnOption, at: path)
        case .integer(let low, let high): return integer(typed, low, high, at: path)
        case .enumeration(let options):
            return options.contains { $0.hasSameBytes(as: typed) } ? .text(typed) : fail(.notAnOption, at: path)
        case .date:
            let date = CivilDate(iso8601: TypedText.withHyphens(typed))
            return date.map { .text($0.iso8601) } ?? fail(.notADate, at: path)
        case .timestamp: return Timestamp(iso8601: typed).map { .timestamp($0) } ?? fail(.notATimestamp, at: path)
        case .duration: return Span(iso8601: typed).map { .duration($0) } ?? fail(.notADuration, at: path)
        case .account, .instance:
            // Opaque: taken by its bytes or not at all.
            return typed.hasSameBytes(as: text) ? .text(text) : fail(.wrongKind, at: path)
        case .list, .record, .map: return fail(.wrongKind, at: path)
        }
    }

    /// A checkbox sends `on`.
    private func boolean(_ text: String) -> Bool? {
        switch text {
        case "true", "on": true
        case "false", "off": false
        default: nil
        }
    }

    private mutating func integer(_ typed: String, _ low: Int64, _ high: Int64, at path: String) -> Value? {
        let text = TypedText.withHyphens(typed)
        let digits = text.utf8.drop { $0 == 0x2D }
        guard text.utf8.count - digits.count <= 1, !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return fail(.notANumber, at: path) }
        guard let number = Int64(text), number.magnitude <= Value.integerMax.magnitude else {
            return fail(.outOfRange, at: path, values: ["min": "\(low)", "max": "\(high)"])
        }
        return .integer(number)
    }

    private mutating func person(_ json: JSON, at path: String) -> Value? {
        guard let person = PersonReference(json) else { return fail(.wrongKind, at: path) }
        guard case .person(let typed)? = value(person.email, as: .person, at: path) else {
            return errors.isEmpty ? fail(.notAnEmail, at: path) : nil
        }
        if let id = person.id, ValueType.account.fault(of: .text(id)) != nil { return fail(.wrongKind, at: path) }
        return .person(PersonReference(id: person.id, email: typed.email))
    }

    /// An array, or for pages one text: addresses with separators between them, otherwise a single element.
    private mutating func list(_ json: JSON, of element: ValueType, max: Int, at path: String) -> Value? {
        let elements: [JSON]
        switch json {
        case .array(let array): elements = array
        case .string(let text):
            guard text.unicodeScalars.contains(where: { !TypedText.isBlank($0) && !TypedText.isLineEnd($0) }) else {
                return nil
            }
            elements = element == .email ? AddressList.elements(of: text).map { .string($0) } : [json]
        case .null, .boolean, .integer, .object: return fail(.wrongKind, at: path)
        }
        guard elements.count <= max else {
            return fail(.tooMany, at: path, values: ["max": "\(max)", "length": "\(elements.count)"])
        }
        var values: [Value] = []
        for (index, json) in elements.enumerated() {
            let known = errors.count
            let place = "\(path).\(index)"
            if let value = read(json, as: element, at: place) {
                values.append(value)
            } else if errors.count == known {
                _ = fail(element == .email ? .notAnEmail : .required, at: place)
            }
        }
        return .list(values)
    }

    /// Fields that are missing are told later, with the bounds.
    private mutating func record(_ json: JSON, fields: [Field], at path: String) -> Value? {
        guard let members = json.objectValue else { return fail(.wrongKind, at: path) }
        var record: Record = [:]
        for field in fields {
            guard let json = json[field.name], let value = read(json, as: field.type, at: "\(path).\(field.name)")
            else {
                continue
            }
            record[field.name] = value
        }
        for member in members where !fields.contains(where: { $0.name.hasSameBytes(as: member.name) }) {
            _ = fail(.unknownField, at: "\(path).\(FieldReader.shortened(member.name))")
        }
        guard !record.isEmpty else { return .record([:]) }
        for field in fields where record[field.name] == nil { record[field.name] = field.defaultValue(in: context) }
        return .record(record)
    }

    /// An entry for nobody in the list is refused; who has none gets the default.
    ///
    /// Errors name elements by their number.
    private mutating func map(_ json: JSON, _ map: MapType, at path: String) -> Value? {
        guard let members = json.objectValue else { return fail(.wrongKind, at: path) }
        let names = map.elements(in: context).compactMap(MapType.name)
        var record: Record = [:]
        var known: Set<Int> = []
        for member in members {
            var keyReader = FieldReader(context: context)
            let key = keyReader.read(.string(member.name), as: map.key, at: path).flatMap(MapType.name)
            guard let key, let number = names.firstIndex(where: { map.isSame($0, key) }) else {
                _ = fail(.notAnOption, at: "\(path).\(FieldReader.shortened(member.name))")
                continue
            }
            let place = "\(path).\(number)"
            guard known.insert(number).inserted else {
                _ = fail(.duplicate, at: place)
                continue
            }
            record[names[number]] = read(member.value, as: map.element, at: place)
        }
        return .record(map.filled(record, in: context))
    }

    /// A name from outside, short enough for an answer.
    static func shortened(_ name: String) -> String { String(String.UnicodeScalarView(name.unicodeScalars.prefix(60))) }
}

extension ValueType {
    /// What a field of this type makes of a typed text, before bounds are looked at (`format.md` 3); absent for blank text
    /// and for what cannot be read.
    public func value(of typed: String) -> Value? {
        var reader = FieldReader(context: [:])
        return reader.read(.string(typed), as: self, at: "")
    }
}
