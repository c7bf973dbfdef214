import Mustache
import Statecharts
import Templates

/// Makes Mustache templates of a catalog's files, with all that never changes written into them.
///
/// The texts that mails share (`{{t.name}}`) and the vendor stand in every mail, and looking a value up costs more than all
/// else that Mustache does. So a part that serves both languages is compiled once for each, and a template asks at the time
/// of writing only for what the mail is about.
struct MailCompiler {
    private let catalog: TextCatalog
    /// The vendor's settings by their tags.
    private let vendor: [String: String]
    /// Ids of the parts that serve both languages.
    private let parts: Set<String>
    private(set) var templates: [String: MustacheTemplate] = [:]
    private(set) var faults: [Diagnostic] = []

    init(catalog: TextCatalog, vendor: VendorSettings) {
        self.catalog = catalog
        self.vendor = [
            "vendor.name": vendor.name, "vendor.support": vendor.supportAddress, "vendor.url": vendor.publicURL,
        ]
        parts = Set(catalog.templates.lazy.filter { $0.language == nil }.map(\.id))
    }

    /// Compiles every file; what is wrong with one is told in `faults` with its place.
    mutating func compile() {
        for template in catalog.templates {
            for language in template.language.map({ [$0] }) ?? TextCatalog.languages {
                do throws(Diagnostic) {
                    try compile(template, in: language)
                } catch {
                    faults.append(error)
                }
            }
        }
    }

    /// The id under which a template of one language is found.
    static func id(_ folder: String, _ name: String, _ language: String, _ ending: String) -> String {
        "\(folder).\(name).\(language).\(ending)"
    }

    private mutating func compile(_ template: MailTemplate, in language: String) throws(Diagnostic) {
        let name = Self.id(template.folder, template.name, language, template.kind.rawValue)
        guard template.kind == .text, template.language != nil else {
            return templates[name] = try compile(template.source, of: template, in: language, after: 0)
        }
        let lines = template.source.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0].hasPrefix(Self.subjectPrefix), lines[1].isEmpty else {
            throw Self.fault(of: template, line: 1, column: 1, "begin with 'Subject: …' and an empty line")
        }
        let subject = lines[0].dropFirst(Self.subjectPrefix.count)
        templates[Self.id(template.folder, template.name, language, "subject")] = try compile(
            String(subject), of: template, in: language, after: 0)
        templates[name] = try compile(String(lines[2]), of: template, in: language, after: 2)
    }

    /// Every file begins with its kind of escaping, because including a file goes back to Mustache's own.
    private func compile(
        _ source: String, of template: MailTemplate, in language: String, after lines: Int
    ) throws(Diagnostic) -> MustacheTemplate {
        let escaping = template.kind == .html ? HTMLEscaping.name : "TEXT"
        let settled = settled(source, kind: template.kind, language: language)
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(escaping)}}\n\(settled)")
        } catch let error as MustacheTemplate.ParserError {
            let line = max(1, error.context.lineNumber - 1 + lines)
            throw Self.fault(
                of: template, line: line, column: error.context.columnNumber, "not Mustache: \(error.error)")
        } catch {
            throw Self.fault(of: template, line: 1, column: 1, "not Mustache: \(error)")
        }
    }

    /// The source with shared texts and the vendor in place of their tags, and parts called by their language.
    private func settled(_ source: String, kind: MailTemplate.Kind, language: String) -> String {
        func escaped(_ text: String?) -> String? { kind == .html ? text.map(HTMLEscaping().escapeText) : text }
        let worded = Self.replacing(in: source) { tag in
            guard tag.hasPrefix("t.") else { return part(tag, in: language) }
            return escaped(
                catalog.text("mail.\(tag.dropFirst(2))", of: TextCatalog.common, in: language, values: Self.values))
        }
        return Self.replacing(in: worded) { tag in escaped(vendor[tag]).map(Self.quoted) }
    }

    /// The source with another text for each tag that has one.
    private static func replacing(in source: String, _ text: (String) -> String?) -> String {
        var result = ""
        var rest = Substring(source)
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            result += rest[..<open.lowerBound]
            let tag = rest[open.upperBound..<close.lowerBound].filter { $0 != " " }
            result += text(tag) ?? String(rest[open.lowerBound..<close.upperBound])
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    /// `{{>common.letter.html}}` as `{{>common.letter.en.html}}`.
    private func part(_ tag: String, in language: String) -> String? {
        guard let sign = tag.first, "<>/".contains(sign) else { return nil }
        let name = String(tag.dropFirst())
        guard parts.contains(name), let dot = name.lastIndex(of: ".") else { return nil }
        return "{{\(sign)\(name[..<dot]).\(language)\(name[dot...])}}"
    }

    /// Braces that would open a tag, so that Mustache writes them as they are.
    private static func quoted(_ text: String) -> String {
        text.replacing("{{", with: "{{=<% %>=}}{{<%={{ }}=%>")
    }

    /// What a placeholder of a shared text asks for when the mail is written, or while the template is made.
    private static let values: [String: String] = [
        "addressee": "{{addressee}}", "reference": "{{reference}}", "link": "{{link}}", "code": "{{code}}",
        "until": "{{until}}", "daysLeft": "{{daysLeft}}", "recipient": "{{recipient.email}}",
        "vendor": "{{vendor.name}}", "support": "{{vendor.support}}", "url": "{{vendor.url}}",
    ]

    private static let subjectPrefix = "Subject: "

    private static func fault(of template: MailTemplate, line: Int, column: Int, _ message: String) -> Diagnostic {
        Diagnostic(file: template.file, line: line, column: column, code: "E001", message: message)
    }
}
