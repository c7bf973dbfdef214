import Statecharts

/// What stands in the boxes of a form, by path with dots: `headquarters.city`.
struct TypedValues: Hashable, Sendable, Codable {
    private var texts: [String: [String]]

    /// Nothing typed yet.
    init() { texts = [:] }

    /// What a person sent, without the page's own fields, which begin with `_`.
    ///
    /// A field that the page showed and of which nothing came was answered too: boxes that are not ticked send nothing.
    init(_ fields: FormFields) {
        texts = [:]
        for pair in fields.pairs where !pair.name.hasPrefix("_") { texts[pair.name, default: []].append(pair.value) }
        let sent = names
        for name in fields.all("_shown") where !sent.contains(name) { texts[name] = [] }
    }

    /// What a page shows first.
    init(_ record: Record) {
        texts = [:]
        for (name, value) in record { put(value, at: name) }
    }

    /// The first text at a path; empty where nothing stands.
    subscript(path: String) -> String { texts[path]?.first ?? "" }

    /// All texts at a path.
    func all(_ path: String) -> [String] { texts[path] ?? [] }

    /// Whether the page showed the field and nothing came of it.
    func isSilent(_ name: String) -> Bool { texts[name]?.isEmpty == true }

    /// The first word of every path.
    var names: Set<String> { Set(texts.keys.map { String($0.prefix { $0 != "." }) }) }

    /// Everything that was typed outside of some fields, as a page sends it on unseen; sorted by path.
    func pairs(except names: Set<String>) -> [(path: String, text: String)] {
        texts.filter { !names.contains(String($0.key.prefix { $0 != "." })) }.sorted { $0.key < $1.key }
            .flatMap { path, values in values.map { (path, $0) } }
    }

    /// What stands behind a path and its dot, sorted; of a map's rows these are the elements, which may hold dots.
    func names(below path: String) -> [String] {
        texts.keys.compactMap { $0.hasPrefix("\(path).") ? String($0.dropFirst(path.count + 1)) : nil }.sorted()
    }

    /// These values, and of the others those at whose first word nothing was typed.
    func completed(by others: TypedValues) -> TypedValues {
        var result = self
        let own = names
        for (path, values) in others.texts where !own.contains(String(path.prefix { $0 != "." })) {
            result.texts[path] = values
        }
        return result
    }

    /// Characters of a text as forms count them: a line end is one, and what stands blank around the text none.
    static func length(of text: String) -> Int {
        text.trimmed.reduce(0) { $0 + ($1 == "\r\n" ? 1 : $1.unicodeScalars.count) }
    }

    private mutating func put(_ value: Value, at path: String) {
        switch value {
        case .boolean(let flag): texts[path] = [flag ? "true" : "false"]
        case .integer(let number): texts[path] = ["\(number)"]
        case .text(let text): texts[path] = [text]
        case .timestamp(let moment): texts[path] = [moment.iso8601]
        case .duration(let span): texts[path] = [span.iso8601]
        case .person(let person): texts[path] = [person.email]
        case .record(let record): for (name, value) in record { put(value, at: "\(path).\(name)") }
        case .list(let values):
            let elements = values.compactMap { value in if case .text(let text) = value { text } else { nil } }
            texts[path] = elements
        }
    }
}
