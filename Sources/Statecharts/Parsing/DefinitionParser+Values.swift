/// Reading by kind, and telling what is of another kind (E005 to E008).
extension DefinitionParser {
    mutating func fault(
        _ code: String, _ message: String, at place: Place, suggestion: String? = nil, in expression: String? = nil
    ) {
        findings.append(Finding(code, message, at: place, suggestion: suggestion, expression: expression))
        faultyOwners.insert(owner)
    }

    mutating func warn(_ code: String, _ message: String, at place: Place) {
        findings.append(Finding(code, message, at: place, severity: .warning))
    }

    /// A name that nothing has, with the nearest that something has.
    mutating func unknown(
        _ code: String, _ kind: String, _ name: String, at place: Place, among known: some Sequence<String>
    ) {
        let known = Array(known)
        let choice = Suggestion.choice(for: name, among: known)
        let suggestion = Suggestion.nearest(to: name, among: known)
        fault(code, "unknown \(kind) '\(name)'\(choice)", at: place, suggestion: suggestion)
    }

    /// All faults and warnings in order of place, each once.
    func diagnostics() -> [Diagnostic] {
        let told = findings.filter { finding in
            guard let expression = finding.expression else { return true }
            return !suspects.contains { expression.contains($0) }
        }
        return Set(told.map { $0.diagnostic(in: file) }).sorted {
            ($0.line, $0.column, $0.code, $0.message) < ($1.line, $1.column, $1.code, $1.message)
        }
    }

    /// The members of a mapping, held against the keys that may and must be there.
    mutating func members(
        _ value: YAMLValue, of what: String, allowed: [String], required: [String] = []
    ) -> [YAMLEntry]? {
        guard let entries = value.entries else {
            fault("E007", "\(what) must be a mapping", at: value.place)
            return nil
        }
        for entry in entries where !allowed.contains(entry.key) {
            let suggestion = Suggestion.nearest(to: entry.key, among: allowed)
            let choice = Suggestion.choice(for: entry.key, among: allowed)
            fault("E005", "\(what) has no key '\(entry.key)'\(choice)", at: entry.place, suggestion: suggestion)
        }
        for key in required where value[key] == nil {
            fault("E006", "\(what) needs the key '\(key)'", at: value.place)
        }
        return entries
    }

    /// The members of a mapping whose keys are names of the file's own.
    mutating func named(_ value: YAMLValue, _ what: String) -> [YAMLEntry] {
        guard let entries = value.entries else {
            fault("E007", "'\(what)' must be a mapping of names", at: value.place)
            return []
        }
        return entries
    }

    mutating func text(_ value: YAMLValue, _ what: String) -> String? {
        guard let text = value.text, !text.isEmpty else {
            fault("E007", "expected \(what)", at: value.place)
            return nil
        }
        return text
    }

    mutating func list(_ value: YAMLValue, _ what: String) -> [YAMLValue]? {
        guard let elements = value.elements else {
            fault("E007", "expected \(what)", at: value.place)
            return nil
        }
        return elements
    }

    mutating func boolean(_ value: YAMLValue?) -> Bool? {
        guard let value else { return nil }
        switch value.text {
        case "true": return true
        case "false": return false
        case _:
            fault("E007", "expected true or false", at: value.place)
            return nil
        }
    }

    mutating func integer(_ value: YAMLValue?) -> Int64? {
        guard let value else { return nil }
        guard let number = value.text.flatMap({ Int64($0) }), abs(number) <= Value.integerMax else {
            fault("E007", "expected an integer", at: value.place)
            return nil
        }
        return number
    }

    mutating func duration(_ value: YAMLValue?) -> Span? {
        guard let value else { return nil }
        guard let span = value.text.flatMap({ Span(iso8601: $0) }), span.microseconds > 0 else {
            fault("E007", "expected a duration such as P30D or PT24H", at: value.place)
            return nil
        }
        return span
    }

    mutating func title(_ value: YAMLValue?) -> Title? {
        guard let value else { return nil }
        guard members(value, of: "a title", allowed: ["en", "ja"], required: ["en", "ja"]) != nil else { return nil }
        guard let english = value["en"], let japanese = value["ja"], let en = text(english, "a title in English"),
            let ja = text(japanese, "a title in Japanese")
        else { return nil }
        return Title(en: en, ja: ja)
    }

    mutating func checkCamelCase(_ name: String, _ kind: String, at place: Place) {
        guard !isCamelCase(name) else { return }
        fault("E008", "the name '\(name)' of \(kind) must be camelCase, at most 60 characters", at: place)
    }

    mutating func checkKebabCase(_ name: String, _ kind: String, at place: Place) {
        guard !isKebabCase(name) else { return }
        fault("E008", "the name '\(name)' of \(kind) must be kebab-case, at most 60 characters", at: place)
    }

    /// Mails are named in either case: kebab-case where the name is the template's, camelCase where it has another.
    mutating func checkMailName(_ name: String, at place: Place) -> Bool {
        if isKebabCase(name) || isCamelCase(name) { return true }
        fault("E008", "the name '\(name)' of a mail must be kebab-case or camelCase", at: place)
        return false
    }

    private func isCamelCase(_ name: String) -> Bool {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return name.utf8.count <= ParsingLimits.nameLength && name.utf8.allSatisfy { isLetterOrDigit($0) }
    }

    private func isKebabCase(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isLower = name.utf8.allSatisfy { !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return isLower && name.utf8.count <= ParsingLimits.nameLength
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { isLetterOrDigit($0) } }
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        case _: return false
        }
    }
}
