import Statecharts

/// How a field is asked for, from its type and name alone.
enum FormWidget: Hashable, Sendable {
    /// One line: `type`, `inputmode`, `autocomplete` of the input.
    case line(type: String, mode: String?, autocomplete: String?)
    /// Several lines, with the most characters where there is a bound.
    case area(max: Int?)
    /// One box to tick.
    case checkbox
    /// One of few options.
    case radios([String])
    /// One of many options.
    case select([String])
    /// Several of a few options.
    case boxes([String])
    /// Fields that belong together.
    case group([Field])
    /// One row per element of a list, each a field of this type.
    case rows(ValueType)
    /// The text whose hash the field carries; nothing to type.
    case document

    /// The widget of a field: five options and fewer are radio buttons, more are a list (`format.md` 5).
    init(_ field: Field) {
        if field.name == "textHash" {
            self = .document
            return
        }
        switch field.type {
        case .text(let bounds): self = Self.text(bounds, name: field.name)
        case .email, .person: self = .line(type: "email", mode: "email", autocomplete: "email")
        case .domainIdentifier: self = .line(type: "text", mode: "url", autocomplete: nil)
        case .boolean: self = .checkbox
        case .integer: self = .line(type: "text", mode: "numeric", autocomplete: nil)
        case .enumeration(let options): self = options.count <= 5 ? .radios(options) : .select(options)
        case .date: self = .line(type: "date", mode: nil, autocomplete: nil)
        case .timestamp, .duration, .account, .instance: self = .line(type: "text", mode: nil, autocomplete: nil)
        case .list(.enumeration(let options), min: _, max: _): self = .boxes(options)
        case .list: self = .area(max: nil)
        case .record(let fields): self = .group(fields)
        case .map(let map): self = .rows(map.element)
        }
    }

    private static func text(_ bounds: TextBounds, name: String) -> FormWidget {
        if bounds.isMultiline { return .area(max: bounds.max) }
        switch bounds.pattern {
        case .phone: return .line(type: "tel", mode: "tel", autocomplete: "tel")
        case .postalCode: return .line(type: "text", mode: nil, autocomplete: "postal-code")
        case .country: return .line(type: "text", mode: nil, autocomplete: "country")
        case .digits: return .line(type: "text", mode: "numeric", autocomplete: nil)
        case .label: return .line(type: "text", mode: "url", autocomplete: nil)
        case .name, nil: return .line(type: "text", mode: nil, autocomplete: purposes[name])
        }
    }

    /// What browsers call these fields (HTML, autofill field names).
    private static let purposes = [
        "accountName": "organization", "company": "organization", "line1": "address-line1", "line2": "address-line2",
        "city": "address-level2", "state": "address-level1", "firstName": "given-name", "lastName": "family-name",
        "name": "name", "preferredName": "nickname", "country": "country",
    ]
}
