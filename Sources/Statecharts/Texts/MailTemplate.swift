/// One Mustache file of a mail, or a part that mails share.
public struct MailTemplate: Sendable {
    /// Which half of the message it writes.
    public enum Kind: String, Sendable, CaseIterable {
        case text = "txt"
        case html = "html"
    }

    /// Folder of texts: a workflow's name, or `common`.
    public let folder: String
    /// Name of the template or part.
    public let name: String
    /// Absent for a part, which serves both languages.
    public let language: String?
    /// Plain text or HTML.
    public let kind: Kind
    /// Path of the file as it was given.
    public let file: String
    /// Mustache.
    public let source: String
    /// The values it asks for: the first word of each path, without texts (`t.`).
    public let valueNames: Set<String>
    /// The texts it asks for by `{{t.name}}`: names below `mail.` in the common texts.
    public let textNames: Set<String>
    /// Ids of the parts it includes.
    public let parts: Set<String>

    /// `account-request.activate-account.en.txt`, `common.letter.txt`: also the name by which templates include it.
    public var id: String { "\(folder).\(name)\(language.map { ".\($0)" } ?? "").\(kind.rawValue)" }

    init(folder: String, name: String, language: String?, kind: Kind, file: String, source: String) {
        self.folder = folder
        self.name = name
        self.language = language
        self.kind = kind
        self.file = file
        self.source = source
        var values: Set<String> = []
        var texts: Set<String> = []
        var parts: Set<String> = []
        for tag in MustacheTag.all(in: source) {
            switch tag.sign {
            case .value where tag.name.hasPrefix("t."): texts.insert(String(tag.name.dropFirst(2)))
            case .value where tag.name != ".": values.insert(String(tag.name.prefix { $0 != "." }))
            case .part: parts.insert(tag.name)
            case .value, .block, .refused: continue
            }
        }
        valueNames = values
        textNames = texts
        self.parts = parts
    }
}

/// A tag of a Mustache text, as far as names are concerned.
struct MustacheTag {
    enum Sign {
        /// `{{x}}`, `{{#x}}`, `{{^x}}`.
        case value
        /// `{{>x}}`, `{{<x}}`.
        case part
        /// `{{$x}}`, `{{/x}}`, comments and settings: names that ask for nothing.
        case block
        /// `{{{x}}}` and `{{&x}}`: would write a value unescaped.
        case refused
    }

    let sign: Sign
    let name: String
    /// Place, from 1.
    let line: Int
    let column: Int

    /// The tags in order; one that is not closed is left to the compiler of templates.
    static func all(in source: String) -> [MustacheTag] {
        var tags: [MustacheTag] = []
        for (number, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = line[...]
            while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
                let column = line.distance(from: line.startIndex, to: open.lowerBound) + 1
                let content = rest[open.upperBound..<close.lowerBound]
                tags.append(tag(content, line: number + 1, column: column))
                rest = rest[close.upperBound...]
            }
        }
        return tags
    }

    private static func tag(_ content: Substring, line: Int, column: Int) -> MustacheTag {
        let sign: Sign
        switch content.first {
        case "{", "&": sign = .refused
        case ">", "<": sign = .part
        case "$", "/", "!", "%", "=": sign = .block
        default: sign = .value
        }
        let name = content.drop { "{&><$/!%=#^ ".contains($0) }.prefix { !$0.isWhitespace }
        return MustacheTag(sign: sign, name: String(name), line: line, column: column)
    }
}
