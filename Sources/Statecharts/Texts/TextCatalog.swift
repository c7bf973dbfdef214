/// Every word for people that is not a title: texts by key and mail templates, in both languages (`format.md` 11).
///
/// Pure: made from the files' contents, wherever they were read. Whoever holds a catalog knows that both languages have
/// the same keys with the same placeholders, and every template in both.
public struct TextCatalog: Sendable {
    /// The product's languages.
    public static let languages = ["en", "ja"]

    /// The folder whose texts and templates every workflow may use.
    public static let common = "common"

    /// Mail templates and the parts they share, in order of folder and name.
    public let templates: [MailTemplate]

    /// Folder → language → key → text.
    private let texts: [String: [String: [String: String]]]

    /// Reads a catalog.
    ///
    /// - Parameter files: contents by path. Files below a folder `texts/<workflow>/` or `texts/common/` count: `en.yaml`,
    ///   `<anything>.en.yaml`, `<template>.en.txt.mustache`, `<part>.html.mustache` (and `ja` alike). Files elsewhere are
    ///   passed over, so that one table of assets serves all.
    /// - Throws: all faults of all files, with line and column.
    public init(files: [String: String]) throws(DefinitionError) {
        var reading = TextReading()
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            reading.read(content, path: path)
        }
        reading.compare()
        guard reading.faults.isEmpty else { throw DefinitionError(reading.faults) }
        texts = reading.texts.mapValues { $0.mapValues { $0.mapValues(\.text) } }
        templates = reading.templates
    }

    /// The text of a key: the workflow's own, else the common one.
    ///
    /// - Parameters:
    ///   - key: as in `format.md` 11: `events.resend.errors.tooSoon`.
    ///   - workflow: folder of texts; `common` for the product's own pages.
    ///   - language: `en` or `ja`; there is no fallback between them.
    ///   - values: what `{name}` stands for; a placeholder without a value stays as written.
    /// - Returns: the text, or nothing where neither has the key.
    public func text(
        _ key: String, of workflow: String, in language: String, values: [String: String] = [:]
    ) -> String? {
        let found = texts[workflow]?[language]?[key] ?? texts[Self.common]?[language]?[key]
        return found.map { values.isEmpty ? $0 : Placeholders.fill($0, with: values) }
    }

    /// The texts of one folder alone, by key.
    public func texts(of folder: String, in language: String) -> [String: String] { texts[folder]?[language] ?? [:] }

    /// What a definition is held against: keys and templates of the workflow, and the common ones.
    public func inventory(of workflow: String) -> TextInventory {
        var keys: [String: [String: Set<String>]] = [:]
        for language in Self.languages {
            let all = texts(of: Self.common, in: language).merging(texts(of: workflow, in: language)) { $1 }
            keys[language] = all.mapValues(Placeholders.names)
        }
        let own = Self.languages.flatMap { texts(of: workflow, in: $0).keys }
        var variants: [String: [String: Set<String>]] = [:]
        for template in templates where template.folder == workflow {
            guard let language = template.language else { continue }
            variants[template.name, default: [:]]["\(language).\(template.kind.rawValue)"] = names(usedBy: template)
        }
        return TextInventory(keys: keys, ownKeys: Set(own), templates: variants)
    }

    /// The values that a template and the parts it includes ask for: the first word of each path, without texts (`t.`).
    public func names(usedBy template: MailTemplate) -> Set<String> {
        var seen: Set<String> = []
        var waiting = [template]
        var names: Set<String> = []
        while let next = waiting.popLast() {
            guard seen.insert(next.id).inserted else { continue }
            names.formUnion(next.valueNames)
            waiting += templates.filter { next.parts.contains($0.id) }
        }
        return names
    }
}
