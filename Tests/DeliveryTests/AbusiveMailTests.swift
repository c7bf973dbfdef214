import Delivery
import Engine
import Statecharts
import TestKit
import Testing

/// Nobody makes our mails carry a link, a picture or a header of theirs (S-9).
///
/// 100 abusive values in every text of every mail, in both languages: all of them below each other, and each of them alone
/// in one of the mails. Mails without a sample are found by `MailTemplateTests`.
@Suite struct `S9 mails and abusive values` {
    private let renderer: MailRenderer

    init() throws { renderer = try SampleMails.renderer() }

    @Test(arguments: SampleMails.all.map(\.name), ["en", "ja"])
    func `S9 the HTML part links to us only, and the subject is one clean line`(
        name: String, language: String
    ) throws {
        let place = try #require(SampleMails.all.firstIndex { $0.name == name })
        let sample = SampleMails.all[place]
        let texts = sample.values.filter { if case .text = $0.value { true } else { false } }.keys
        let plain = try renderer.render(try #require(SampleMails.request(name, in: [language])))
        let ours = Self.links(in: plain.html)
        let marks = Self.marks(in: plain.html)
        let alone = stride(from: place, to: AbusiveValues.all.count, by: SampleMails.all.count)
        for value in [AbusiveValues.all.joined(separator: "\n")] + alone.map({ AbusiveValues.all[$0] }) {
            var values: Record = [:]
            for text in texts where text != "identifier" { values[text] = .text(value) }
            let named = DirectoryPerson(
                id: "p1", email: "taro@xyz-manufacture.example", addresses: [], language: language, name: value)
            let request = try #require(SampleMails.request(name, in: [language], values: values, to: named))
            let mail = try renderer.render(request)
            // as many tags and attributes as without it, so nothing of it became one
            #expect(Self.marks(in: mail.html) == marks, "\(value)")
            for part in [mail.subject, mail.text, mail.html] {
                let isClean = part.unicodeScalars.allSatisfy { scalar in
                    switch scalar.value {
                    case 0x0A: true
                    case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: false
                    default: true
                    }
                }
                #expect(isClean, "\(value.debugDescription)")
            }
            #expect(!mail.subject.utf8.contains(UInt8(ascii: "\n")))
        }
        #expect(
            ours.allSatisfy {
                $0.hasPrefix(SampleMails.vendor.publicURL) || $0.hasPrefix("mailto:support@vendor.example")
            })
    }

    /// What begins and ends tags and attributes.
    private static func marks(in html: String) -> [Int] {
        ["<", ">", "\"", "'"].map { mark in html.utf8.count { $0 == mark.utf8.first } }
    }

    /// Every attribute of a tag that makes a mail program load or open something.
    private static func links(in html: String) -> [String] {
        html.matches(of: /<[a-zA-Z][^<>]*>/).flatMap { tag in
            tag.0.matches(of: /(?i)\s(?:href|src|action|background|srcset|poster)\s*=\s*["']?([^"'\s>]*)/)
                .map { String($0.1) }
        }
    }
}
