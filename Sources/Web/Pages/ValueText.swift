import DomainNames
import Onboarding
import Statecharts

/// A value of a context as people read it.
struct ValueText {
    let words: Words
    let workflow: String
    /// Whether a name that is not ASCII is printed in Unicode and in A-labels beside it, however it looks (S-21).
    var spellsOut = false

    /// The text; records line by line, an option by its words.
    func text(_ value: Value, of type: ValueType, under path: String) -> String {
        switch value {
        case .boolean(let flag): return words.page(flag ? "value.yes" : "value.no")
        case .integer(let number): return "\(number)"
        case .text(let text):
            switch type {
            case .enumeration: return words.text("\(path).options.\(text)", of: workflow) ?? text
            case .domainIdentifier: return spellsOut ? Self.bothSpellings(text) : DomainName.shown(text)
            case .email: return DomainName.shownAddress(text)
            case .text, .boolean, .integer, .date, .timestamp, .duration, .list, .record, .map, .person, .account,
                .instance:
                return text
            }
        case .timestamp(let at): return DateText(words.language).moment(at)
        case .duration(let span): return span.iso8601
        case .person(let person): return DomainName.shownAddress(person.email)
        case .list(let values):
            guard case .list(of: let element, min: _, max: _) = type else { return "" }
            return values.map { text($0, of: element, under: path) }.joined(separator: words.page("site.comma"))
        case .record(let record):
            if let address = PostalAddress(value) { return AddressText(words.language).lines(address) }
            if case .map(let map) = type {
                return record.sorted { $0.key < $1.key }.map { name, value in
                    "\(name): \(text(value, of: map.element, under: path))"
                }.joined(separator: "\n")
            }
            guard case .record(let fields) = type else { return "" }
            return parts(of: record, by: fields, under: path).joined(separator: "\n")
        }
    }

    /// The values of a record that are there, in the order of its type.
    func parts(of record: Record, by fields: [Field], under path: String) -> [String] {
        fields.compactMap { field in
            record[field.name].map { text($0, of: field.type, under: "\(path).\(field.name)") }
        }
    }

    private static func bothSpellings(_ name: String) -> String {
        let unicode = DomainName.unicode(name)
        return unicode == name ? name : "\(unicode) (\(name))"
    }
}
