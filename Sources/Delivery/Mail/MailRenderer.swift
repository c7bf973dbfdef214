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
    private let library: MustacheLibrary
    private let vendor: MailWords

    /// Compiles all templates of a catalog.
    ///
    /// - Throws: the faults of all templates, with their places.
    public init(catalog: TextCatalog, vendor: VendorSettings) throws(DefinitionError) {
        HTMLEscaping.register()
        var compiler = MailCompiler(catalog: catalog, vendor: vendor)
        compiler.compile()
        var faults = compiler.faults
        for language in TextCatalog.languages where compiler.templates[Self.frame(language)] == nil {
            let file = "texts/common/document.html.mustache"
            let message = "the frame of every HTML mail is missing"
            faults.append(Diagnostic(file: file, line: 1, column: 1, code: "E025", message: message))
        }
        guard faults.isEmpty else { throw DefinitionError(faults) }
        library = MustacheLibrary(templates: compiler.templates)
        self.vendor = MailWords(words: [
            "name": vendor.name, "support": vendor.supportAddress, "url": vendor.publicURL,
        ])
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
        let html = library.render(document, withTemplate: Self.frame(first)) ?? ""
        return RenderedMail(subject: subject, text: texts.joined(separator: Self.between) + "\n", html: html)
    }

    private func scope(of request: MailRequest, language: String, template: String) -> MailScope {
        let words = ValueWords(language: language)
        var values: [String: Any] = request.values.mapValues(words.mustache)
        let email = ValueWords.printable(request.recipient.email)
        let name = ValueWords.printable(request.recipient.name)
        let known: [String: String?] = [
            "addressee": name.isEmpty ? email : name,
            "reference": request.reference,
            "link": request.link,
            "code": request.code,
            "until": request.until.map(words.dates.moment),
            "daysLeft": request.until.map { words.dates.daysLeft(from: request.now, to: $0) },
        ]
        for (name, text) in known { values[name] = text.map { MailWord(renderText: $0) } ?? .absent }
        values["recipient"] = MailWords(words: ["name": name.isEmpty ? email : name, "email": email])
        values["instance"] = request.reference.map { MailWords(words: ["reference": $0]) } ?? MailWord.absent
        values["vendor"] = vendor
        values["template"] = template
        return MailScope(values: values)
    }

    private static func frame(_ language: String) -> String {
        MailCompiler.id(TextCatalog.common, "document", language, "html")
    }

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
            if lineEnds > 0, !bytes.isEmpty {
                bytes.append(contentsOf: repeatElement(lineEnd, count: min(lineEnds, 2)))
            }
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
