extension JSON {
    /// The JSON of a value: timestamps, durations and dates by ISO 8601, a person as `{"email", "id"?}` (`format.md` 3).
    public init(_ value: Value) {
        switch value {
        case .boolean(let flag): self = .boolean(flag)
        case .integer(let number): self = .integer(number)
        case .text(let text): self = .string(text)
        case .timestamp(let moment): self = .string(moment.iso8601)
        case .duration(let span): self = .string(span.iso8601)
        case .person(let person):
            var members: [(name: String, value: JSON)] = [(name: "email", value: .string(person.email))]
            if let id = person.id { members.append((name: "id", value: .string(id))) }
            self = .object(members)
        case .list(let elements): self = .array(elements.map { JSON($0) })
        case .record(let record): self.init(record)
        }
    }

    /// The JSON object of a record, members sorted.
    public init(_ record: Record) {
        self = .object(record.inCanonicalOrder.map { (name: $0.key, value: JSON($0.value)) })
    }
}

extension Value {
    /// Reads a stored value of the type, `nil` where it does not fit.
    ///
    /// Forms are read by `Form.read`, not by this. Bounds are not looked at, because `ValueType.violation(of:)` tells them by name; dates and moments must exist.
    public init?(_ json: JSON, as type: ValueType) {
        switch (type, json) {
        case (.text, .string(let text)), (.email, .string(let text)), (.domainIdentifier, .string(let text)),
            (.enumeration, .string(let text)), (.account, .string(let text)), (.instance, .string(let text)):
            self = .text(text)
        case (.boolean, .boolean(let flag)): self = .boolean(flag)
        case (.integer, .integer(let number)): self = .integer(number)
        case (.date, .string(let text)):
            guard CivilDate(iso8601: text) != nil else { return nil }
            self = .text(text)
        case (.timestamp, .string(let text)):
            guard let moment = Timestamp(iso8601: text) else { return nil }
            self = .timestamp(moment)
        case (.duration, .string(let text)):
            guard let span = Span(iso8601: text) else { return nil }
            self = .duration(span)
        case (.person, .object):
            guard let person = PersonReference(json) else { return nil }
            self = .person(person)
        case (.list(of: let element, min: _, max: _), .array(let elements)):
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for json in elements {
                guard let value = Value(json, as: element) else { return nil }
                values.append(value)
            }
            self = .list(values)
        case (.record(let fields), .object):
            guard let record = Record(json, as: fields) else { return nil }
            self = .record(record)
        case (.map(let map), .object(let members)):
            var record: Record = [:]
            for member in members where !member.value.isNull {
                guard let value = Value(member.value, as: map.element) else { return nil }
                record[member.name] = value
            }
            self = .record(record)
        default: return nil
        }
    }
}

extension PersonReference {
    /// Reads `{"email", "id"?}`; `nil` for anything else.
    public init?(_ json: JSON) {
        guard let members = json.objectValue, let email = json["email"]?.stringValue else { return nil }
        let id = json["id"]
        guard members.allSatisfy({ $0.name == "email" || $0.name == "id" }) else { return nil }
        guard id == nil || id?.isNull == true || id?.stringValue != nil else { return nil }
        self.init(id: id?.stringValue, email: email)
    }
}

extension Dictionary where Key == String, Value == Statecharts.Value {
    /// Reads a stored object with members of these fields, `nil` where one does not fit or is unknown.
    ///
    /// A member that is `null` is absent.
    public init?(_ json: JSON, as fields: [Field]) {
        guard let members = json.objectValue else { return nil }
        self.init(minimumCapacity: members.count)
        for member in members where !member.value.isNull {
            guard let field = fields.first(where: { $0.name == member.name }),
                let value = Statecharts.Value(member.value, as: field.type)
            else { return nil }
            self[field.name] = value
        }
    }
}
