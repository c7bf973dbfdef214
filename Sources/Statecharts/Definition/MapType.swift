/// A `map`: one value per element of a list in the context (`format.md` section 3).
///
/// As a value it is a record whose names are the elements: a person by address, a number by its digits.
public struct MapType: Hashable, Sendable {
    /// The context field whose list has an entry per element.
    public var list: String
    /// Type of that list's elements.
    public var key: ValueType
    /// The most elements that the list may have.
    public var max: Int
    /// Type of the entries.
    public var element: ValueType
    /// The entry of whom nothing was said of.
    public var defaultValue: Value

    /// Makes a type.
    public init(list: String, key: ValueType, max: Int, element: ValueType, defaultValue: Value) {
        self.list = list
        self.key = key
        self.max = max
        self.element = element
        self.defaultValue = defaultValue
    }

    /// The name of an element's entry; `nil` for what is no such element.
    public static func name(of element: Value) -> String? {
        switch element {
        case .text(let text): text
        case .person(let person): person.email
        case .integer(let number): String(number)
        case .boolean, .timestamp, .duration, .list, .record: nil
        }
    }

    /// Elements that can name an entry.
    static func takes(_ key: ValueType) -> Bool {
        switch key {
        case .text, .email, .domainIdentifier, .integer, .enumeration, .date, .person, .account, .instance: true
        case .boolean, .timestamp, .duration, .list, .record, .map: false
        }
    }

    /// Whether addresses and domains are compared, which have no case.
    var isCaseless: Bool {
        switch key {
        case .email, .domainIdentifier, .person: true
        case .text, .integer, .enumeration, .date, .account, .instance, .boolean, .timestamp, .duration, .list, .record,
            .map:
            false
        }
    }

    /// Whether two names stand for one element.
    func isSame(_ left: String, _ right: String) -> Bool {
        isCaseless ? left.isSameIgnoringCase(as: right) : left.hasSameBytes(as: right)
    }

    /// The entry of an element; the default where it has none.
    func entry(of element: Value, in record: Record) -> Value {
        guard let name = Self.name(of: element) else { return defaultValue }
        if let value = record[name] { return value }
        guard isCaseless else { return defaultValue }
        return record.first { isSame($0.key, name) }?.value ?? defaultValue
    }

    /// The elements of the list, as the context has it.
    func elements(in context: Record) -> [Value] {
        if case .list(let elements)? = context[list] { elements } else { [] }
    }

    /// One entry per element of the list, the default where the record has none.
    func filled(_ record: Record, in context: Record) -> Record {
        var result: Record = [:]
        for element in elements(in: context) {
            guard let name = Self.name(of: element) else { continue }
            result[name] = entry(of: element, in: record)
        }
        return result
    }
}

extension Field {
    /// What the field has when nothing is said: its default, a map with an entry per element.
    func defaultValue(in context: Record) -> Value? {
        guard case .map(let map) = type, case .record(let record)? = defaultValue else { return defaultValue }
        return .record(map.filled(record, in: context))
    }
}
