import DomainNames
import Statecharts

/// Writes the values of the format for people, in one language.
struct ValueWords {
    let dates: DateWords

    init(language: String) { dates = DateWords(language: language) }

    /// The value as templates see it: a boolean for sections, anything else a word; an empty list is as good as absent.
    func mustache(_ value: Value) -> Any {
        if case .boolean(let flag) = value { return flag }
        if case .list([]) = value { return MailWord.absent }
        return MailWord(renderText: text(value))
    }

    /// The value in words.
    func text(_ value: Value) -> String {
        switch value {
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .text(let text): Self.printable(DomainName.shown(text))
        case .timestamp(let at): dates.moment(at)
        case .duration(let span): dates.span(span)
        case .person(let person): Self.printable(DomainName.shownAddress(person.email))
        case .list(let elements): elements.map(text).joined(separator: dates.language == "ja" ? "、" : ", ")
        case .record(let fields): record(fields)
        }
    }

    /// Without control characters but line ends, and without what turns the direction of writing (S-9).
    static func printable(_ text: String) -> String {
        func isRefused(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x0A: false
            case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        guard text.unicodeScalars.contains(where: isRefused) else { return text }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: text.unicodeScalars.lazy.map { isRefused($0) ? " " : $0 })
        return String(kept)
    }

    /// An address in the order of its country's letters; any other record by the names of its fields.
    private func record(_ fields: Record) -> String {
        guard fields["line1"] != nil, fields["postalCode"] != nil else {
            return fields.sorted { $0.key < $1.key }.map { text($0.value) }.joined(separator: ", ")
        }
        func words(_ names: [String], separator: String) -> String {
            names.compactMap { fields[$0].map(text) }.joined(separator: separator)
        }
        return dates.language == "ja"
            ? words(["postalCode", "state", "city", "line1", "line2", "country"], separator: " ")
            : words(["line1", "line2", "city", "state", "postalCode", "country"], separator: ", ")
    }
}
