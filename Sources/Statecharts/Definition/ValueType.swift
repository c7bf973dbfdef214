/// The type of a field, with its bounds (`format.md` section 3).
public indirect enum ValueType: Hashable, Sendable {
    /// Text of `min` to `max` characters.
    case text(TextBounds)
    /// An e-mail address, at most 254 characters.
    case email
    /// A company's domain, or `xxxxxx.smb` (`domain.md` 2.1).
    case domainIdentifier
    /// True or false.
    case boolean
    /// An integer within bounds.
    case integer(min: Int64, max: Int64)
    /// One of the named options, in the order of the file.
    case enumeration([String])
    /// A calendar date, `2026-12-31`.
    case date
    /// A moment in UTC.
    case timestamp
    /// A length of time.
    case duration
    /// A list without duplicates.
    case list(of: ValueType, min: Int, max: Int)
    /// Named fields.
    case record([Field])
    /// One value per element of a list.
    case map(MapType)
    /// A person.
    case person
    /// Opaque id of an account.
    case account
    /// Opaque id of an instance of the named workflow.
    case instance(workflow: String)
}

/// Bounds of a `text`.
public struct TextBounds: Hashable, Sendable {
    /// The named kinds of text that `pattern` may ask for; no regular expressions (S-28).
    public enum Pattern: String, Hashable, Sendable, CaseIterable {
        case phone, postalCode, country, label, digits, name
    }

    /// Fewest and most characters.
    public var min: Int
    /// Most characters.
    public var max: Int
    /// Line ends are kept as `\n`, and pages show a larger box.
    public var isMultiline: Bool
    /// The kind of text, if more is asked than length.
    public var pattern: Pattern?

    /// Makes bounds.
    public init(min: Int = 0, max: Int, isMultiline: Bool = false, pattern: Pattern? = nil) {
        self.min = min
        self.max = max
        self.isMultiline = isMultiline
        self.pattern = pattern
    }
}

/// A typed value with a name: of the context, of a form, of a record.
public struct Field: Hashable, Sendable {
    /// Name, camelCase.
    public var name: String
    /// Type with bounds.
    public var type: ValueType
    /// May be absent.
    public var isOptional: Bool
    /// The value when none is given.
    public var defaultValue: Value?
    /// What `genkan erase` removes; `nil` where the file says neither `personal: true` nor `false`.
    public var personal: Bool?

    /// Makes a field.
    public init(
        name: String, type: ValueType, isOptional: Bool = false, defaultValue: Value? = nil, personal: Bool? = nil
    ) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.defaultValue = defaultValue
        self.personal = personal
    }

    /// Whether a value must be given: neither optional nor with a default.
    public var isRequired: Bool { !isOptional && defaultValue == nil }

    /// Whether the value belongs to a person: said so, or an `email` or `person` by its type.
    public var isPersonal: Bool {
        if personal == true { return true }
        switch type {
        case .email, .person: return true
        case .list(of: .email, min: _, max: _), .list(of: .person, min: _, max: _): return true
        case .map(let map): return [.email, .person].contains(map.key) || [.email, .person].contains(map.element)
        default: return false
        }
    }
}
