/// What a template is filled with.
///
/// Every name that a template asks for is given, absent things as `false`: Mustache looks a missing name up in the
/// surrounding object, where another thing may bear it.
indirect enum PageValue: Hashable, Sendable {
    case text(String)
    case flag(Bool)
    case list([PageValue])
    case object([String: PageValue])

    /// A text, or `false` where there is none.
    static func optional(_ text: String?) -> PageValue { text.map(PageValue.text) ?? .flag(false) }

    /// The list as Mustache's section, or `false` where it is empty.
    static func section(_ items: [PageValue]) -> PageValue {
        items.isEmpty ? .flag(false) : .object(["items": .list(items)])
    }

    /// For the template engine alone.
    var raw: Any {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag
        case .list(let items): items.map(\.raw)
        case .object(let members): members.mapValues(\.raw)
        }
    }

    /// The member of that name, of an object.
    subscript(name: String) -> PageValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }
}

extension PageValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral text: String) { self = .text(text) }
    init(booleanLiteral flag: Bool) { self = .flag(flag) }
    init(arrayLiteral items: PageValue...) { self = .list(items) }
    init(dictionaryLiteral members: (String, PageValue)...) {
        self = .object(Dictionary(members) { _, last in last })
    }
}
