extension ValueType {
    /// The built-in error of `format.md` section 5 that the value earns; `nil` if it is of the type and within its bounds.
    ///
    /// Text is as long as it has Unicode scalars.
    public func violation(of value: Value) -> String? { fault(of: value)?.rawValue }

    /// Whether the value is of the type and within its bounds.
    public func accepts(_ value: Value) -> Bool { fault(of: value) == nil }

    /// The longest opaque id of an account or an instance.
    static let idLengthMax = 200

    func fault(of value: Value) -> BuiltInError? {
        switch (self, value) {
        case (.text(let bounds), .text(let text)): bounds.fault(of: text)
        case (.email, .text(let text)): EmailSyntax.isCanonical(text) ? nil : .notAnEmail
        case (.domainIdentifier, .text(let text)): DomainSyntax.isCanonical(text) ? nil : .notADomain
        case (.boolean, .boolean), (.timestamp, .timestamp), (.duration, .duration): nil
        case (.integer(let low, let high), .integer(let number)): low <= number && number <= high ? nil : .outOfRange
        case (.enumeration(let options), .text(let text)):
            options.contains { $0.hasSameBytes(as: text) } ? nil : .notAnOption
        case (.date, .text(let text)): CivilDate(iso8601: text) == nil ? .notADate : nil
        case (.list(of: let element, min: let min, max: let max), .list(let elements)):
            ValueType.fault(of: elements, element: element, min: min, max: max)
        case (.record(let fields), .record(let record)): ValueType.fault(of: record, fields: fields)
        case (.map(let map), .record(let record)): map.fault(of: record)
        case (.person, .person(let person)): EmailSyntax.isCanonical(person.email) ? nil : .notAnEmail
        case (.account, .text(let id)), (.instance, .text(let id)):
            TextBounds(min: 1, max: ValueType.idLengthMax).fault(of: id)
        default: .wrongKind
        }
    }

    private static func fault(of elements: [Value], element: ValueType, min: Int, max: Int) -> BuiltInError? {
        if elements.count > max { return .tooMany }
        if elements.count < min { return .tooFew }
        for value in elements {
            if let fault = element.fault(of: value) { return fault }
        }
        return Equality(of: element).firstDuplicate(in: elements) == nil ? nil : .duplicate
    }

    private static func fault(of record: Record, fields: [Field]) -> BuiltInError? {
        var known = 0
        for field in fields {
            if let value = record[field.name] {
                known += 1
                if let fault = field.type.fault(of: value) { return fault }
            } else if field.isRequired {
                return .required
            }
        }
        return known == record.count ? nil : .unknownField
    }
}

extension MapType {
    /// Whose entries these may be is the list's matter, which changes; how many there may be is not.
    func fault(of record: Record) -> BuiltInError? {
        if record.count > max { return .tooMany }
        return record.values.lazy.compactMap { element.fault(of: $0) }.first
    }
}

extension TextBounds {
    /// The error that the text earns.
    func fault(of text: String) -> BuiltInError? {
        var length = 0
        for scalar in text.unicodeScalars {
            length += 1
            if scalar.value >= 0x20, scalar.value < 0x7F { continue }
            let isLineFeed = scalar == "\n" && isMultiline
            guard isLineFeed || !TypedText.isForbidden(scalar) && !TypedText.isLineEnd(scalar) else {
                return .controlCharacter
            }
        }
        if length < min { return .tooShort }
        if length > max { return .tooLong }
        guard let pattern, !pattern.isCanonical(text) else { return nil }
        return length == 0 && min == 0 ? nil : pattern.error
    }
}

extension Definition {
    /// The built-in error of a value that is outside the bounds of a context field; absent where it fits.
    func violation(of value: Value, in field: String) -> String? {
        for index in context.indices where context[index].name == field {
            return context[index].type.violation(of: value)
        }
        return nil
    }
}
