import Delivery
import Engine
import Statecharts
import Testing

@Suite struct `Mail values` {
    private let renderer: MailRenderer

    init() throws { renderer = try SampleMails.renderer() }

    private func render(_ values: Record, _ languages: [String] = ["en"]) throws -> RenderedMail {
        try renderer.render(try #require(SampleMails.request("account-activated", in: languages, values: values)))
    }

    @Test func `S9 an account's name is escaped in HTML and as typed in text and subject`() throws {
        let mail = try render(["accountName": .text("山田 & <b>\"'")])
        #expect(mail.subject.hasSuffix("Account: 山田 & <b>\"'"))
        #expect(mail.text.contains("Account Name: 山田 & <b>\"'\n"))
        #expect(mail.html.contains("山田 &amp; &lt;b&gt;&quot;&#39;"))
        #expect(!mail.html.contains("<b>"))
    }

    @Test func `S9 a mark behind a quote does not keep the quote from being escaped`() throws {
        let mail = try render(["accountName": .text("a\"\u{301} onclick=x <\u{FE0F}i>")])
        #expect(mail.html.utf8.firstRange(of: "\"\u{301}".utf8) == nil)
        #expect(mail.html.utf8.firstRange(of: "<\u{FE0F}".utf8) == nil)
        #expect(mail.html.utf8.firstRange(of: "&quot;\u{301}".utf8) != nil)
    }

    @Test func `S9 braces in a value are text, never a template`() throws {
        let mail = try render(["accountName": .text("{{vendor.support}} {link} {{{code}}}")])
        #expect(mail.text.contains("Account Name: {{vendor.support}} {link} {{{code}}}\n"))
        let named = DirectoryPerson(id: nil, email: "a@b.example", addresses: [], language: "en", name: "{link} {{x}}")
        let request = try #require(SampleMails.request("activate-account", in: ["en"], to: named))
        #expect(try renderer.render(request).text.contains("Hello {link} {{x}},\n"))
    }

    @Test func `S9 braces and markup in the vendor's name are text, never a template`() throws {
        let vendor = VendorSettings(
            name: "Ex & {{vendor.url}} <{{>common.letter.txt}}", supportAddress: "help@vendor.example",
            publicURL: "https://genkan.vendor.example", fromAddress: "genkan@vendor.example")
        let renderer = try MailRenderer(catalog: SampleMails.catalog(), vendor: vendor)
        let mail = try renderer.render(try #require(SampleMails.request("activate-account", in: ["en"])))
        #expect(mail.text.contains("sent automatically by Ex & {{vendor.url}} <{{>common.letter.txt}} to"))
        #expect(mail.html.contains("sent automatically by Ex &amp; {{vendor.url}} &lt;{{&gt;common.letter.txt}} to"))
    }

    @Test func `S9 controls and what turns the direction of writing do not reach a mail`() throws {
        let mail = try render(["accountName": .text("A\u{0}B\u{202E}C\u{2066}D\u{85}E\nF\r\nG")])
        for part in [mail.subject, mail.text, mail.html] {
            let found = part.unicodeScalars.contains { scalar in
                (scalar.value < 0x20 && scalar.value != 0x0A) || [0x202E, 0x2066, 0x85].contains(scalar.value)
            }
            #expect(!found)
        }
        #expect(!mail.subject.utf8.contains(UInt8(ascii: "\n")))
        #expect(mail.subject.hasSuffix("Account: A B C D E F G"))
    }

    @Test func `an absent value prints a dash, and a section of it nothing`() throws {
        var request = try #require(SampleMails.request("account-activated", in: ["en"]))
        request.values["headquarters"] = nil
        request.values["limited"] = nil
        let mail = try renderer.render(request)
        #expect(mail.text.contains("Company Information: -\n"))
        #expect(!mail.text.contains("Account Features"))
        let limited = try render(["limited": .boolean(true)])
        #expect(limited.text.contains("Account Features: Limited\n"))
    }

    @Test func `an empty list prints a dash`() throws {
        let request = try #require(
            SampleMails.request("activation-required", in: ["en"], values: ["nominees": .list([])]))
        #expect(try renderer.render(request).text.contains("Access asked for: -\n"))
    }

    @Test(arguments: ["en", "ja"])
    func `S9 what people typed stands in the body as a quote, never in the subject`(language: String) throws {
        let typed = ["message", "forwardMessage", "justification", "reviewNote", "endReason", "answer"]
        var quotes = 0
        for mail in SampleMails.all {
            for name in typed where mail.values[name] != nil {
                let values: Record = [name: .text("Win a prize")]
                let request = try #require(SampleMails.request(mail.name, in: [language], values: values))
                let rendered = try renderer.render(request)
                guard rendered.text.contains("Win a prize") else { continue }
                quotes += 1
                #expect(!rendered.subject.contains("Win a prize"))
                #expect(rendered.text.contains(language == "ja" ? "(引用): 「Win a prize」" : "(quoted): “Win a prize”"))
                #expect(rendered.html.contains(language == "ja" ? ">「Win a prize」<" : ">“Win a prize”<"))
            }
        }
        #expect(quotes >= 10, "\(quotes)")
    }

    @Test func `U19 an address and a name are written in the order of the language`() throws {
        let japanese = try render([:], ["ja"]).text
        #expect(japanese.contains("会社情報: 100-0001 東京都 千代田区 丸の内1-1 JP\n"))
        #expect(japanese.contains("山田 太郎 様\n"))
        let english = try render([:]).text
        #expect(english.contains("Company Information: 丸の内1-1, 千代田区, 東京都, 100-0001, JP\n"))
        #expect(english.contains("Hello 山田 太郎,\n"))
    }

    @Test func `U19 somebody without a name is greeted by the address`() throws {
        let unknown = DirectoryPerson(unknown: "egain@webmail.example")
        let request = try #require(SampleMails.request("activate-account", in: ["ja"], to: unknown))
        #expect(try renderer.render(request).text.contains("egain@webmail.example 様\n"))
    }

    @Test func `U17 a person without a language gets both in one message, the first one first`() throws {
        let both = try render([:], ["ja", "en"])
        let english = "Example Systems Smart Account Activated - Account: XYZ Manufacture"
        #expect(both.subject == "アクティベーション完了 - アカウント: XYZ Manufacture / \(english)")
        let first = try #require(both.text.firstRange(of: "山田 太郎 様"))
        let second = try #require(both.text.firstRange(of: "Hello 山田 太郎,"))
        #expect(first.lowerBound < second.lowerBound)
        #expect(both.html.contains("<html lang=\"ja\">"))
        #expect(both.html.matches(of: /<table [^>]*lang="(ja|en)"/).map(\.1) == ["ja", "en"])
        #expect(both.html.matches(of: /<html/).count == 1)
    }

    @Test func `a template that does not exist is a fault`() throws {
        var request = try #require(SampleMails.request("activate-account", in: ["en"]))
        request.template = "nothing"
        #expect(throws: MailFault.noTemplate("account-request.nothing.en")) { try renderer.render(request) }
    }

    @Test func `a template that does not compile is told with file and line`() throws {
        let path = "Workflows/texts/common/sign-in-code.en.txt.mustache"
        for (source, line) in [("Subject: Hello\n\nText\n{{/a}}\n", 4), ("Hello\n", 1), ("Subject: a\nText\n", 1)] {
            var files = SampleMails.files
            files[path] = source
            let catalog = try TextCatalog(files: files)
            let error = #expect(throws: DefinitionError.self) {
                try MailRenderer(catalog: catalog, vendor: SampleMails.vendor)
            }
            #expect(error?.diagnostics.map(\.file) == [path])
            #expect(error?.diagnostics.map(\.line) == [line], "\(error?.diagnostics.map(\.description) ?? [])")
        }
    }
}
