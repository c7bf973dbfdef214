/// The work of reading a catalog: what was found, and what was wrong.
struct TextReading {
    /// A text with the place where it stands.
    struct Entry {
        let text: String
        let file: String
        let line: Int
        let column: Int
    }

    private(set) var texts: [String: [String: [String: Entry]]] = [:]
    private(set) var templates: [MailTemplate] = []
    private(set) var faults: [Diagnostic] = []

    mutating func read(_ content: String, path: String) {
        let places = path.split(separator: "/").map(String.init)
        guard let top = places.lastIndex(of: "texts"), top + 3 == places.count else { return }
        let folder = places[top + 1]
        var words = places[top + 2].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let ending = words.popLast()
        if ending == "yaml", let language = words.last, TextCatalog.languages.contains(language) {
            readTexts(content, folder: folder, language: language, path: path)
        } else if ending == "mustache", let kind = words.popLast().flatMap(MailTemplate.Kind.init), words.count <= 2 {
            readTemplate(content, folder: folder, words: words, kind: kind, path: path)
        } else {
            let names = "LANGUAGE.yaml, NAME.LANGUAGE.yaml or NAME.LANGUAGE.txt.mustache"
            fault(path, 1, 1, "E009", "a file of texts is named \(names), with language en or ja")
        }
    }

    /// Holds the languages against each other: keys, placeholders, templates, and the texts that templates ask for.
    mutating func compare() {
        for (folder, languages) in texts {
            for (language, entries) in languages {
                for other in TextCatalog.languages where other != language {
                    compare(entries, with: languages[other] ?? [:], in: other, folder: folder)
                }
            }
        }
        var ids = Set(templates.map(\.id))
        for template in templates {
            compareVariants(of: template, ids: &ids)
            compareTags(of: template, ids: ids)
        }
    }

    private mutating func compare(
        _ entries: [String: Entry], with others: [String: Entry], in other: String, folder: String
    ) {
        for (key, entry) in entries {
            guard let twin = others[key] else {
                let message = "text '\(key)' of \(folder) is missing in '\(other)'"
                fault(entry.file, entry.line, entry.column, "E028", message)
                continue
            }
            let surplus = Placeholders.names(in: entry.text).subtracting(Placeholders.names(in: twin.text))
            if let name = surplus.min() {
                let message = "'{\(name)}' of '\(key)' is in this language only; use it in '\(other)' too"
                fault(entry.file, entry.line, entry.column, "E029", message)
            }
        }
    }

    private mutating func compareVariants(of template: MailTemplate, ids: inout Set<String>) {
        guard let language = template.language else { return }
        for other in TextCatalog.languages {
            for kind in MailTemplate.Kind.allCases where other != language || kind != template.kind {
                let id = "\(template.folder).\(template.name).\(other).\(kind.rawValue)"
                if ids.insert(id).inserted { fault(template.file, 1, 1, "E025", "template '\(id)' is missing") }
            }
        }
    }

    private mutating func compareTags(of template: MailTemplate, ids: Set<String>) {
        for tag in MustacheTag.all(in: template.source) {
            switch tag.sign {
            case .refused:
                let message = "'\(tag.name)' would be written unescaped: use two braces"
                fault(template.file, tag.line, tag.column, "E026", message)
            case .part:
                if !ids.contains(tag.name), !tag.name.hasPrefix("*") {
                    fault(template.file, tag.line, tag.column, "E025", "there is no part '\(tag.name)'")
                }
            case .value:
                guard tag.name.hasPrefix("t.") else { continue }
                let key = "mail.\(tag.name.dropFirst(2))"
                for language in TextCatalog.languages where texts[TextCatalog.common]?[language]?[key] == nil {
                    let message = "text '\(key)' of common is missing in '\(language)'"
                    fault(template.file, tag.line, tag.column, "E028", message)
                }
            case .block: continue
            }
        }
    }

    private mutating func readTemplate(
        _ content: String, folder: String, words: [String], kind: MailTemplate.Kind, path: String
    ) {
        let language = words.count == 2 ? words[1] : nil
        guard let name = words.first, language.map(TextCatalog.languages.contains) ?? true else {
            return fault(path, 1, 1, "E009", "a template is named NAME.LANGUAGE.txt.mustache, with language en or ja")
        }
        templates.append(
            MailTemplate(folder: folder, name: name, language: language, kind: kind, file: path, source: content))
    }

    mutating func fault(_ file: String, _ line: Int, _ column: Int, _ code: String, _ message: String) {
        faults.append(Diagnostic(file: file, line: line, column: column, code: code, message: message))
    }
}

extension TextReading {
    private mutating func readTexts(_ content: String, folder: String, language: String, path: String) {
        var reader = YAMLReader()
        let root = reader.read(content)
        faults += reader.findings.map { $0.diagnostic(in: path) }
        guard let root else { return }
        var found: [String: Entry] = [:]
        flatten(root, key: "", path: path, into: &found)
        for (key, entry) in found {
            if let earlier = texts[folder]?[language]?[key] {
                fault(path, entry.line, entry.column, "E003", "'\(key)' stands in \(earlier.file) too")
            }
            texts[folder, default: [:]][language, default: [:]][key] = entry
        }
    }

    private mutating func flatten(_ value: YAMLValue, key: String, path: String, into found: inout [String: Entry]) {
        let place = value.place
        switch value.content {
        case .map(let entries):
            for entry in entries {
                guard Self.isKey(entry.key) else {
                    fault(path, entry.place.line, entry.place.column, "E008", "'\(entry.key)' is not a word of a key")
                    continue
                }
                let below = key.isEmpty ? entry.key : "\(key).\(entry.key)"
                flatten(entry.value, key: below, path: path, into: &found)
            }
        case .scalar(let text, _) where !key.isEmpty && !text.isEmpty:
            found[key] = Entry(text: text, file: path, line: place.line, column: place.column)
        case .scalar, .list:
            fault(path, place.line, place.column, "E007", "a text, or keys with texts, is due here")
        }
    }

    /// Names of the format and codes of errors: `tooSoon`, `link-ended`, `1`.
    private static func isKey(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.count <= ParsingLimits.nameLength
            && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
