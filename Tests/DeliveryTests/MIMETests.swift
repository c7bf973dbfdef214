import Delivery
import Engine
import Statecharts
import Testing

@Suite struct `S23 messages as bytes` {
    private static let expected = [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]

    private func message(
        subject: String = "Hello", to: String = "taro@xyz-manufacture.example", text: String = "Text\n",
        html: String = "<p>Text</p>\n"
    ) -> OutgoingMessage {
        OutgoingMessage(
            id: "01", messageID: "01@vendor.example", to: to, date: SampleMails.now,
            mail: RenderedMail(subject: subject, text: text, html: html))
    }

    /// Names of the header lines, found without the code under test.
    private func headerNames(_ bytes: [UInt8]) -> [String] {
        var names: [String] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.isEmpty || line.elementsEqual([0x0D]) { break }
            if line.first == 0x20 { continue }
            names.append(String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self))
        }
        return names
    }

    @Test(arguments: [
        "Activate your Smart Account", "Reminder: activate your Smart Account (23 days left)", "",
        "【残り23日】スマートアカウントを有効にしてください", String(repeating: "株式会社𠮷野家🏯e\u{301}", count: 30),
        "=?UTF-8?B?QmNjOiB4QHkuZXhhbXBsZQ==?=", " blanks around ", String(repeating: "long words ", count: 40) + "end",
    ])
    func `a subject comes back as it was, on lines that every server takes`(subject: String) throws {
        let bytes = try MIME.encode(message(subject: subject), from: SampleMails.vendor)
        let mail = try #require(MIME.read(bytes, id: "01"))
        #expect(mail.subject.utf8.elementsEqual(subject.utf8))
        #expect(headerNames(bytes) == Self.expected)
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(lines.dropLast().allSatisfy { $0.last == 0x0D && $0.count <= 79 })
        #expect(bytes.allSatisfy { $0 < 0x80 })
    }

    @Test func `both parts come back as they were, with long lines and Japanese`() throws {
        let long = String(repeating: "長い行𠮷 ", count: 3000)
        let html = "<p>" + String(repeating: "&amp;", count: 5000) + "</p>"
        let sent = message(text: "\(long)\n.\n\nFrom here\r\nto there\n--=_genkan_alternative--\n", html: html)
        let bytes = try MIME.encode(sent, from: SampleMails.vendor)
        let mail = try #require(MIME.read(bytes, id: "01"))
        let expected = "\(long)\n.\n\nFrom here\nto there\n--=_genkan_alternative--\n"
        #expect(mail.text.utf8.elementsEqual(expected.utf8))
        #expect(mail.html == html)
        #expect(!bytes.split(separator: 0x0A).contains { $0.elementsEqual([UInt8(ascii: "."), 0x0D]) })
    }

    @Test func `the headers say who, to whom, when, and that a machine wrote`() throws {
        let bytes = try MIME.encode(message(), from: SampleMails.vendor)
        let mail = try #require(MIME.read(bytes, id: "01"))
        #expect(mail.headers.map(\.name) == Self.expected)
        #expect(mail.from == "Example Systems <genkan@vendor.example>")
        #expect(mail.to == "taro@xyz-manufacture.example")
        #expect(mail.messageID == "01@vendor.example")
        #expect(mail.header("Date") == "21 Nov 2026 07:30:00 +0000")
        #expect(mail.date == SampleMails.now)
        #expect(mail.header("Auto-Submitted") == "auto-generated")
        #expect(try MIME.encode(message(), from: SampleMails.vendor) == bytes, "a repeat is the same message")
    }

    @Test(arguments: [
        "a@b.example, c@d.example", "a@b.example>", "<a@b.example", "a b@c.example", "ab.example", "a@@b.example",
        "a@b@c.example", "@b.example", "a@", "", "\"a\"@b.example", "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nBcc: c@d.example", "a@b.example\u{0}", "ä@b.example", "a@b.example\u{2028}",
        String(repeating: "a", count: 250) + "@b.example",
    ])
    func `what is not one plain address is refused`(address: String) {
        #expect(throws: MIMEError.self) { try MIME.encode(message(to: address), from: SampleMails.vendor) }
        var vendor = SampleMails.vendor
        vendor.fromAddress = address
        #expect(throws: MIMEError.self) { try MIME.encode(message(), from: vendor) }
    }

    @Test func `no generated value adds a header or a recipient`() throws {
        let seed: UInt64 = 20_261_121
        var random = HostileValues(seed: seed)
        var refused = 0
        var written = 0
        for round in 0..<4000 {
            let value = random.value()
            let place: Comment = "seed \(seed), round \(round): \(value.debugDescription)"
            var vendor = SampleMails.vendor
            var sent = message()
            switch round % 5 {
            case 0: sent.mail.subject = value
            case 1: sent.to = value
            case 2: sent.messageID = value
            case 3: vendor.name = value
            default: sent.mail = RenderedMail(subject: "Hello", text: value, html: value)
            }
            guard let bytes = try? MIME.encode(sent, from: vendor) else {
                refused += 1
                continue
            }
            written += 1
            #expect(headerNames(bytes) == Self.expected, place)
            let mail = try #require(MIME.read(bytes, id: "01"), place)
            #expect(mail.headers.map(\.name) == Self.expected, place)
            #expect(mail.subject.utf8.elementsEqual(sent.mail.subject.utf8), place)
            #expect(mail.to.utf8.elementsEqual(sent.to.utf8), place)
            #expect(bytes.count { $0 == 0x0D } == bytes.count { $0 == 0x0A }, place)
            #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 }, place)
        }
        #expect(refused >= 1000 && written >= 1000, "the corpus tries both sides: \(refused) and \(written)")
    }
}
