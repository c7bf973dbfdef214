extension ValueType {
    /// The type's name in the format, without bounds.
    var kindName: String {
        switch self {
        case .text: "text"
        case .email: "email"
        case .domainIdentifier: "domainIdentifier"
        case .boolean: "boolean"
        case .integer: "integer"
        case .enumeration: "enum"
        case .date: "date"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element, _, _): "list of \(element.kindName)"
        case .record: "record"
        case .map(let map): "map of \(map.element.kindName)"
        case .person: "person"
        case .account: "account"
        case .instance: "instance"
        }
    }

    /// Whether signatures agree: bounds are not compared, an enum passes for text, records need the same fields.
    func agrees(with other: ValueType) -> Bool {
        switch (self, other) {
        case (.text, .enumeration), (.enumeration, .text): true
        case (.list(let left, _, _), .list(let right, _, _)): left.agrees(with: right)
        case (.record(let left), .record(let right)):
            left.count == right.count
                && left.allSatisfy { field in
                    right.contains { $0.name == field.name && $0.type.agrees(with: field.type) }
                }
        case (.map(let left), .map(let right)):
            left.key.agrees(with: right.key) && left.element.agrees(with: right.element)
        case (.instance(let left), .instance(let right)): left == right
        case _: kindName == other.kindName
        }
    }

    /// A text, or a list or record of texts: what may be about a person without saying so (W304).
    var holdsOnlyText: Bool {
        switch self {
        case .text: true
        case .list(let element, _, _): element.holdsOnlyText
        case .record(let fields): fields.allSatisfy(\.type.holdsOnlyText)
        case .map(let map): map.element.holdsOnlyText
        case .email, .domainIdentifier, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .person,
            .account, .instance:
            false
        }
    }
}
