import Delivery
import Engine
import Statecharts
import Testing

@Suite struct `U23 U24 mails that people trust` {
    private let renderer: MailRenderer

    init() throws { renderer = try SampleMails.renderer() }

    private func render(_ name: String, _ language: String) throws -> RenderedMail {
        try renderer.render(try #require(SampleMails.request(name, in: [language])))
    }

    private static let samples = SampleMails.all.flatMap { mail in TextCatalog.languages.map { (mail.name, $0) } }

    @Test func `every template that ships has a sample`() throws {
        let shipped = Set(try SampleMails.catalog().templates.filter { $0.language != nil }.map(\.name))
        #expect(shipped == Set(SampleMails.all.map(\.name)))
    }

    @Test(arguments: samples)
    func `a mail is rendered whole, without a placeholder left`(name: String, language: String) throws {
        let mail = try render(name, language)
        for part in [mail.subject, mail.text, mail.html] {
            #expect(!part.contains("{{") && !part.contains("}}"))
            #expect(part.firstMatch(of: /\{[a-zA-Z]+\}/) == nil)
        }
        #expect(!mail.subject.isEmpty && !mail.subject.contains("\n"))
        #expect(!mail.html.contains("></h1>"))
        #expect(mail.text.utf8.count + mail.html.utf8.count <= 30_000)
        #expect(mail.html.contains("<html lang=\"\(language)\">"))
    }

    @Test(arguments: samples)
    func `with every value given, nothing prints a dash but the empty list of approvers`(
        name: String, language: String
    ) throws {
        let dashes = try render(name, language).text.split(separator: "\n").filter { $0.hasSuffix(" -") }
        #expect(dashes.count == (name == "account-activated" ? 1 : 0), "\(dashes)")
    }

    @Test(arguments: samples)
    func `text and HTML say the same`(name: String, language: String) throws {
        let mail = try render(name, language)
        let lines = Self.lines(ofHTML: mail.html)
        let html = Self.letters(lines.joined())
        for line in mail.text.split(separator: "\n") {
            #expect(html.contains(Self.letters(line)), "only in the text: \(line)")
        }
        let catalog = try SampleMails.catalog()
        let onlyHTML = catalog.text("mail.addressInFull", of: "common", in: language)
        let text = Self.letters(mail.text[...])
        for line in lines where String(line) != onlyHTML {
            #expect(text.contains(Self.letters(line)), "only in the HTML: \(line)")
        }
    }

    @Test(arguments: samples)
    func `the button's address is shown in full in both parts, and leads to us only`(
        name: String, language: String
    ) throws {
        let request = try #require(SampleMails.request(name, in: [language]))
        let mail = try renderer.render(request)
        let links = mail.html.matches(of: /href="([^"]*)"/).map { String($0.1) }
        #expect(links == (request.link.map { [$0] } ?? []))
        if let link = request.link {
            #expect(mail.text.split(separator: "\n").contains { $0 == link })
            #expect(mail.html.contains("<br>\(link)</p>"))
        }
        for part in [mail.text, mail.html] {
            for match in part.matches(of: /\/\/([a-z0-9.-]+)/) { #expect(match.1 == "genkan.vendor.example") }
        }
        for word in ["<img", "src=", "url(", "<script", "@import", "mailto:"] { #expect(!mail.html.contains(word)) }
    }

    @Test(arguments: samples)
    func `a mail says until when, how else, where to ask, and what if it is not for you`(
        name: String, language: String
    ) throws {
        let request = try #require(SampleMails.request(name, in: [language]))
        let mail = try renderer.render(request)
        if let code = request.code {
            let until = DateWords(language: language).moment(try #require(request.until))
            #expect(mail.text.contains(until) && mail.text.contains(code))
        }
        #expect(mail.text.contains(language == "ja" ? "お心当たりがない場合\n" : "Not you?\n"))
        for words in ["support@vendor.example", "taro@xyz-manufacture.example", "https://genkan.vendor.example"] {
            #expect(mail.text.contains(words))
        }
        if let reference = request.reference { #expect(mail.text.contains(reference)) }
    }

    @Test(arguments: [
        "activate-account", "activation-reminder", "request-expired", "account-activated", "sign-in-code",
    ])
    func `a mail says what happens if one does nothing`(name: String) throws {
        #expect(try render(name, "en").text.contains("If you do nothing") || name == "account-activated")
        let japanese = try render(name, "ja").text
        #expect(["操作がない", "操作がないまま", "何もなさら", "今すぐ操作されなくても"].contains { japanese.contains($0) })
    }

    @Test(arguments: samples)
    func `a subject is short, but for the one that the decks give`(name: String, language: String) throws {
        let subject = try render(name, language).subject
        let width = subject.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) }
        #expect(width <= 60 || name == "account-activated", "\(width): \(subject)")
    }

    private static func lines(ofHTML html: String) -> [Substring] {
        let body = html.replacing(/<title>.*<\/title>/, with: "")
        let lines = body.replacing(/<\/(p|h1|tr)>|<br>/, with: "\n").replacing(/<[^>]*>/, with: "")
        let text = lines.replacing("&#39;", with: "'").replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
        return text.split(separator: "\n").filter { !letters($0).isEmpty }
    }

    private static func letters(_ text: some StringProtocol) -> String {
        String(text.filter { $0.isLetter || $0.isNumber })
    }
}
