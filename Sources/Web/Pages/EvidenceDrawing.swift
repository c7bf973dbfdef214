import Engine
import Statecharts

/// What a task shows to those whose turn it is, as rows of a table (`domain.md` 4.1, S-21).
struct EvidenceDrawing {
    let words: Words
    let workflow: String

    private var values: ValueText { ValueText(words: words, workflow: workflow, spellsOut: true) }

    /// The rows; absent where nothing is shown to the caller.
    func rows(_ evidence: [Evidence]) -> PageValue {
        .section(
            evidence.flatMap { shown in
                shown.items.compactMap { row($0, under: "states.\(shown.state).task.\(shown.role).shows") }
            })
    }

    /// A value that nobody gave has no row; a list without elements says so, because that is news as well.
    private func row(_ item: Evidence.Item, under base: String) -> PageValue? {
        guard let value = item.value else { return nil }
        let path = "\(base).\(item.name)"
        let lines = lines(value, of: item.type, under: path)
        let isAlert: Bool
        switch value {
        case .boolean(let flag): isAlert = flag
        case .integer, .text, .timestamp, .duration, .person, .list, .record: isAlert = false
        }
        return [
            "name": .text(words.text("\(path).label", of: workflow) ?? item.name), "isAlert": .flag(isAlert),
            "one": .optional(lines.count == 1 ? lines.first : nil),
            "many": .section(lines.count > 1 ? lines.map(PageValue.text) : []),
        ]
    }

    private func lines(_ value: Value, of type: ValueType, under path: String) -> [String] {
        guard case .list(let elements) = value, case .list(of: let element, min: _, max: _) = type else {
            return [values.text(value, of: type, under: path)]
        }
        if elements.isEmpty { return [words.page("value.none")] }
        return elements.map { value in
            guard case .record(let record) = value, case .record(let fields) = element else {
                return values.text(value, of: element, under: path)
            }
            return values.parts(of: record, by: fields, under: path).joined(separator: words.page("site.separator"))
        }
    }
}
