import Foundation
import Statecharts

/// What is looked for among the instances that one may see.
public struct InstanceSearch: Sendable {
    /// Only those of this workflow.
    public var workflow: String?
    /// Only those in this state: its name, or the sorted leaves joined by a space.
    public var state: String?
    /// Part of the reference, of the id, or of a value that was given; width, case and kind of kana do not count.
    public var text: String?
    /// Only those that were set aside.
    public var isStuck: Bool
    /// How many at most, 1 to 200.
    public var limit: Int
    /// Only those made before this one: the page before ended with it.
    public var before: InstanceID?

    /// Makes a search for everything, newest first.
    public init(
        workflow: String? = nil, state: String? = nil, text: String? = nil, isStuck: Bool = false, limit: Int = 50,
        before: InstanceID? = nil
    ) {
        (self.workflow, self.state, self.text, self.isStuck) = (workflow, state, text, isStuck)
        (self.limit, self.before) = (limit, before)
    }

    /// Whether the instance is one of those that are looked for.
    func takes(_ row: InstanceRow, of definition: Definition) -> Bool {
        if isStuck, row.stuck == nil { return false }
        if let workflow, workflow != definition.workflow { return false }
        if let state, state != row.state, !row.state.split(separator: " ").contains(Substring(state)) { return false }
        let wanted = Self.folded(text ?? "")
        if wanted.isEmpty { return true }
        let spelled = wanted.filter { $0 != "-" && $0 != " " }
        let reference = Self.folded(Reference.text(of: row.id)).filter { $0 != "-" }
        if !spelled.isEmpty, reference.contains(spelled) || row.id.text.hasPrefix(wanted) { return true }
        return row.context.values.contains { Self.texts(of: $0).contains { Self.folded($0).contains(wanted) } }
    }

    private static func texts(of value: Value) -> [String] {
        switch value {
        case .text(let text): [text]
        case .person(let person): [person.email]
        case .list(let values): values.flatMap(texts)
        case .record(let record): record.keys + record.values.flatMap(texts)
        case .boolean, .integer, .timestamp, .duration: []
        }
    }

    /// One spelling of what people take for the same: width by NFKC, small letters, katakana.
    static func folded(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            let isHiragana = (0x3041...0x3096).contains(scalar.value)
            folded.append(isHiragana ? Unicode.Scalar(scalar.value + 0x60) ?? scalar : scalar)
        }
        return String(folded).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// One page of a search, newest first.
public struct InstancePage: Sendable {
    /// What was found.
    public var instances: [InstanceSummary]
    /// Where the next page begins; absent at the end.
    public var next: InstanceID?
}
