extension ValueType {
    /// The type's name with an article, for messages.
    var name: String {
        switch self {
        case .text: "text"
        case .email: "an email"
        case .domainIdentifier: "a domainIdentifier"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .enumeration: "an enum"
        case .date: "a date"
        case .timestamp: "a timestamp"
        case .duration: "a duration"
        case .list(of: let element, min: _, max: _): "a list (of \(element.name))"
        case .record: "a record"
        case .map(let map): "a map (of \(map.element.name))"
        case .person: "a person"
        case .account: "an account"
        case .instance(workflow: let workflow): "an instance of \(workflow)"
        }
    }

    /// Steps that comparing or converting one value takes.
    var weight: Int {
        switch self {
        case .list(of: let element, min: _, max: let max): TypeChecker.multiply(max, element.weight)
        case .record(let fields): fields.reduce(1) { TypeChecker.add($0, $1.type.weight) }
        case .map(let map): TypeChecker.multiply(TypeChecker.multiply(map.max, map.max), map.element.weight)
        case .text, .email, .domainIdentifier, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .person,
            .account, .instance:
            1
        }
    }

    /// The type of a list's elements.
    var element: ValueType? { if case .list(of: let element, min: _, max: _) = self { element } else { nil } }

    /// The type itself if it is a list's.
    var listOnly: ValueType? { if case .list = self { self } else { nil } }

    /// Bounds of a text, or of the options' names as text.
    var textBounds: TextBounds {
        switch self {
        case .text(let bounds): bounds
        case .enumeration(let options):
            TextBounds(min: options.map(\.utf8.count).min() ?? 0, max: options.map(\.utf8.count).max() ?? 0)
        case .email, .domainIdentifier, .boolean, .integer, .date, .timestamp, .duration, .list, .record, .map,
            .person, .account, .instance:
            TextBounds(max: 0)
        }
    }

    /// Whether values of both are the same kind, so that a conversion between them changes bounds only.
    func isSameKind(as other: ValueType) -> Bool {
        switch (self, other) {
        case (.text, .text), (.integer, .integer), (.enumeration, .enumeration), (.record, .record): true
        case (.list(of: let element, min: _, max: _), .list(of: let other, min: _, max: _)):
            element.isSameKind(as: other)
        case (.map(let map), .map(let other)): map.element.isSameKind(as: other.element)
        default: self == other
        }
    }

    /// The type of values after a conversion to the other kind, with the bounds that they had.
    func converted(to other: ValueType) -> ValueType {
        switch (self, other) {
        case (.enumeration, .text): .text(textBounds)
        case (.list(of: let element, min: let min, max: let max), .list(of: let other, min: _, max: _)):
            .list(of: element.isSameKind(as: other) ? element : element.converted(to: other), min: min, max: max)
        default: other
        }
    }

    /// The bounds that values of both keep; both are of one kind.
    func joined(with other: ValueType) -> ValueType {
        switch (self, other) {
        case (.text(let left), .text(let right)):
            .text(
                TextBounds(
                    min: min(left.min, right.min), max: max(left.max, right.max),
                    isMultiline: left.isMultiline || right.isMultiline,
                    pattern: left.pattern == right.pattern ? left.pattern : nil
                )
            )
        case (.integer(let low, let high), .integer(let otherLow, let otherHigh)):
            .integer(min: min(low, otherLow), max: max(high, otherHigh))
        case (.enumeration(let left), .enumeration(let right)):
            .enumeration(left + right.filter { !left.contains($0) })
        case (
            .list(of: let left, min: let low, max: let high),
            .list(of: let right, min: let otherLow, max: let otherHigh)
        ):
            .list(of: left.joined(with: right), min: min(low, otherLow), max: max(high, otherHigh))
        case (.record(let left), .record(let right)):
            .record(left.map { field in field.joined(with: right.first { $0.name == field.name }) })
        default: self
        }
    }
}

extension Field {
    fileprivate func joined(with other: Field?) -> Field {
        guard let other else { return Field(name: name, type: type, isOptional: true) }
        return Field(
            name: name, type: type.joined(with: other.type), isOptional: isOptional || other.isOptional,
            defaultValue: defaultValue, personal: personal
        )
    }
}

extension TextBounds {
    /// Bounds of one text with the other behind it.
    func followed(by other: TextBounds) -> TextBounds {
        TextBounds(
            min: TypeChecker.add(min, other.min), max: TypeChecker.add(max, other.max),
            isMultiline: isMultiline || other.isMultiline
        )
    }
}
