public import Engine
import Mustache
public import Statecharts
import Templates

/// Writes mails from templates: pure, and fast, because every template is compiled once.
///
/// A text template begins with the line `Subject: …` and an empty line; the rest is the plain text. The HTML template of
/// the same name writes the same letter. Parts that serve both languages have no language in their name. A message in two
/// languages holds both letters, the first language first.
public struct MailRenderer: Sendable {
    private let catalog: TextCatalog
    private let vendor: VendorSettings
    private let library: MustacheLibrary

    /// Compiles all templates of a catalog.
    ///
    /// - Throws: the faults of all templates, with their places.
    public init(catalog: TextCatalog, vendor: VendorSettings) throws(DefinitionError) {
        self.catalog = catalog
        self.vendor = vendor
        HTMLEscaping.register()
        var compiled: [String: MustacheTemplate] = [:]
        var faults: [Diagnostic] = []
        for template in catalog.templates {
            do throws(Diagnostic) {
                try compiled.merge(Self.compile(template)) { first, _ in first }
            } catch {
                faults.append(error)
            }
        }
        if compiled[Self.frame] == nil {
            let file = "texts/common/document.html.mustache"
            let message = "the frame of every HTML mail is missing"
            faults.append(Diagnostic(file: file, line: 1, column: 1, code: "E025", message: message))
        }
        guard faults.isEmpty else { throw DefinitionError(faults) }
        library = MustacheLibrary(templates: compiled)
    }

    /// The function that the engine calls in the step's transaction.
    public var function: Render { { try render($0) } }

    /// Writes one mail.
    ///
    /// - Throws: `MailFault` where there is no such template.
    public func render(_ request: MailRequest) throws(MailFault) -> RenderedMail {
        var subjects: [String] = []
        var texts: [String] = []
        var letters: [MailScope] = []
        for language in request.languages {
            let name = "\(request.workflow).\(request.template).\(language)"
            let scope = scope(of: request, language: language, template: "\(name).html")
            guard let subject = library.render(scope, withTemplate: "\(name).subject"),
                let text = library.render(scope, withTemplate: "\(name).txt")
            else { throw MailFault.noTemplate(name) }
            subjects.append(Self.oneLine(subject))
            texts.append(Self.trimmed(text))
            letters.append(scope)
        }
        guard let first = request.languages.first else { throw MailFault.noTemplate(request.template) }
        let subject = subjects.joined(separator: " / ")
        let document = MailDocument(language: first, subject: subject, letters: letters)
        let html = library.render(document, withTemplate: Self.frame) ?? ""
        return RenderedMail(subject: subject, text: texts.joined(separator: Self.between) + "\n", html: html)
    }

    private func scope(of request: MailRequest, language: String, template: String) -> MailScope {
        let words = ValueWords(language: language)
        var values: [String: Any] = request.values.mapValues(words.mustache)
        var known = ["vendor": vendor.name, "support": vendor.supportAddress, "url": vendor.publicURL]
        let email = ValueWords.printable(request.recipient.email)
        let name = ValueWords.printable(request.recipient.name)
        known["recipient"] = email
        known["addressee"] = name.isEmpty ? email : name
        known["reference"] = request.reference
        known["link"] = request.link
        known["code"] = request.code
        if let until = request.until {
            known["until"] = words.dates.moment(until)
            known["daysLeft"] = words.dates.daysLeft(from: request.now, to: until)
        }
        for name in ["link", "code", "until", "daysLeft"] {
            values[name] = known[name].map { MailWord(renderText: $0) } ?? .absent
        }
        values["recipient"] = MailWords(words: ["name": name.isEmpty ? email : name, "email": email])
        values["instance"] = request.reference.map { MailWords(words: ["reference": $0]) } ?? MailWord.absent
        values["vendor"] = MailWords(words: [
            "name": vendor.name, "support": vendor.supportAddress, "url": vendor.publicURL,
        ])
        values["t"] = MailTexts(catalog: catalog, language: language, values: known)
        values["template"] = template
        return MailScope(values: values)
    }

    private static let frame = "\(TextCatalog.common).document.html"
    private static let between = "\n\n============================================================\n\n"

    /// A subject never has a second line, whatever a value holds.
    private static func oneLine(_ text: String) -> String {
        let blanks = ValueWords.printable(text).split { $0.isNewline || $0 == " " }
        return blanks.joined(separator: " ")
    }

    /// Without line ends at the end, and with one empty line at most between paragraphs.
    private static func trimmed(_ text: String) -> String {
        let lineEnd = UInt8(ascii: "\n")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var lineEnds = 0
        for byte in text.utf8 {
            guard byte != lineEnd else {
                lineEnds += 1
                continue
            }
            if lineEnds > 0, !bytes.isEmpty { bytes.append(contentsOf: repeatElement(lineEnd, count: min(lineEnds, 2))) }
            lineEnds = 0
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Why a mail could not be written.
public enum MailFault: Error, Sendable, Equatable {
    /// The catalog has no template of this name.
    case noTemplate(String)
}

extension MailRenderer {
    /// One file as the templates that it holds, by the names under which they are rendered and included.
    ///
    /// Every file begins with its kind of escaping, because including a file goes back to Mustache's own.
    private static func compile(_ template: MailTemplate) throws(Diagnostic) -> [String: MustacheTemplate] {
        switch template.kind {
        case .html:
            return [template.id: try compile(template.source, escaping: HTMLEscaping.name, of: template, lines: 0)]
        case .text where template.language == nil:
            return [template.id: try compile(template.source, escaping: "TEXT", of: template, lines: 0)]
        case .text:
            let lines = template.source.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
            guard lines.count == 3, lines[0].hasPrefix(subjectPrefix), lines[1].isEmpty else {
                throw fault(of: template, line: 1, column: 1, "begin with 'Subject: …' and an empty line")
            }
            let subject = String(lines[0].dropFirst(subjectPrefix.count))
            let name = String(template.id.dropLast(template.kind.rawValue.count)) + "subject"
            return [
                name: try compile(subject, escaping: "TEXT", of: template, lines: 0),
                template.id: try compile(String(lines[2]), escaping: "TEXT", of: template, lines: 2),
            ]
        }
    }

    private static func compile(
        _ source: String, escaping: String, of template: MailTemplate, lines: Int
    ) throws(Diagnostic) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(escaping)}}\n\(source)")
        } catch let error as MustacheTemplate.ParserError {
            let line = max(1, error.context.lineNumber - 1 + lines)
            throw fault(of: template, line: line, column: error.context.columnNumber, "not Mustache: \(error.error)")
        } catch {
            throw fault(of: template, line: 1, column: 1, "not Mustache: \(error)")
        }
    }

    private static let subjectPrefix = "Subject: "

    private static func fault(of template: MailTemplate, line: Int, column: Int, _ message: String) -> Diagnostic {
        Diagnostic(file: template.file, line: line, column: column, code: "E001", message: message)
    }
}
