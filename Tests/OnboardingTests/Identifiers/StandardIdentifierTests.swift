import Storage
import Testing

@testable import Onboarding

@Suite struct `AC17 S21 identifiers of standard accounts` {
    private static let domains = PublicEmailDomains(extra: SampleData.publicEmailDomains)

    private static func refusal(_ domain: String, prefix: String = "") -> StandardIdentifier.Refusal? {
        do throws(StandardIdentifier.Refusal) {
            _ = try StandardIdentifier(domain, prefix: prefix, publicEmailDomains: domains)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("gmail.com", StandardIdentifier.Refusal.publicEmail), ("GMAIL.com", .publicEmail),
        ("ｇｍａｉｌ．com", .publicEmail), ("mail.gmail.com", .publicEmail), ("webmail.example", .publicEmail),
        ("foo.smb", .limitedEnding), ("23lmh3.SMB", .limitedEnding), ("a.foo.smb", .limitedEnding),
        ("com", .notADomain), ("-x.example.com", .notADomain), ("x-.example.com", .notADomain), ("", .notADomain),
        ("a..example", .notADomain), ("one.example.", .notADomain), ("under_score.example", .notADomain),
        ("a b.example", .notADomain), ("xn--a.example", .notADomain), ("a.b.c.d.e.f.g.h.i.j.k", .notADomain),
        ("taro@xyz-manufacture.example", .notADomain), ("http://dune.example", .notADomain),
        ("192.0.2.7:80", .notADomain), ("dune.example/x", .notADomain), ("du\u{0}ne.example", .notADomain),
        ("du\u{202E}ne.example", .notADomain), (String(repeating: "a", count: 64) + ".example", .notADomain),
        ("co.jp", .publicSuffix), ("tokyo.jp", .publicSuffix), ("chiyoda.tokyo.jp", .publicSuffix),
        ("github.io", .publicSuffix), ("公司.cn", .publicSuffix),
    ])
    func `are refused, each with its reason`(typed: String, reason: StandardIdentifier.Refusal) {
        #expect(Self.refusal(typed) == reason)
    }

    @Test(arguments: [
        ("br.logica.example", "br.logica.example", "logica.example"),
        ("XYZ-Manufacture.example", "xyz-manufacture.example", "xyz-manufacture.example"),
        ("例え.example", "xn--r8jz45g.example", "xn--r8jz45g.example"),
        ("ＤＵＮＥ。example", "dune.example", "dune.example"),
        ("a.b.c.d.e.f.g.h.dune.example", "a.b.c.d.e.f.g.h.dune.example", "dune.example"),
        ("食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
    ])
    func `are kept in one spelling, with the registered domain`(typed: String, name: String, registered: String) throws
    {
        let identifier = try StandardIdentifier(typed, publicEmailDomains: Self.domains)
        #expect(identifier.name == name && identifier.registrableDomain == registered)
        #expect(try StandardIdentifier(identifier.name, publicEmailDomains: Self.domains) == identifier)
        #expect(try StandardIdentifier(identifier.shown, publicEmailDomains: Self.domains) == identifier)
    }

    @Test(arguments: [
        ("lab", "kestrel.example", "lab.kestrel.example"), ("LAB", "Kestrel.example", "lab.kestrel.example"),
        ("trainingdemo2", "br.logica.example", "trainingdemo2.br.logica.example"),
        ("支店", "例え.example", "xn--hxtr0m.xn--r8jz45g.example"),
    ])
    func `take a prefix before the company's domain`(prefix: String, domain: String, name: String) throws {
        let identifier = try StandardIdentifier(domain, prefix: prefix, publicEmailDomains: Self.domains)
        #expect(identifier.name == name)
        #expect(!identifier.matches(try #require(EmailAddress("anna@\(domain)"))), "a prefix is always reviewed")
    }

    @Test(arguments: ["a.b", "-lab", "lab-", "la b", ".", "lab.", "_lab", String(repeating: "a", count: 64)])
    func `refuse a prefix that is no label`(prefix: String) {
        #expect(Self.refusal("kestrel.example", prefix: prefix) == .notADomain)
    }

    @Test func `a prefix does not make a public domain or a public suffix a company's`() {
        #expect(Self.refusal("gmail.com", prefix: "dune") == .publicEmail)
        #expect(Self.refusal("co.jp", prefix: "dune") == .publicSuffix)
        #expect(Self.refusal("foo.smb", prefix: "dune") == .limitedEnding)
        #expect(Self.refusal("a.b.c.d.e.f.g.h.dune.example", prefix: "lab") == .notADomain, "eleven labels")
    }

    @Test(arguments: [
        ("felipe@br.logica.example", "br.logica.example", true),
        ("felipe@BR.Logica.example", "br.logica.example", true),
        ("felipe@br.logica.example", "logica.example", false),
        ("felipe@br.logica.example", "trainingdemo2.br.logica.example", false),
        ("taro@例え.example", "xn--r8jz45g.example", true), ("taro@kestrel.example", "kеstrel.example", false),
    ])
    func `D03 match an address whose whole domain they are`(address: String, name: String, isMatch: Bool) throws {
        let identifier = try StandardIdentifier(name, publicEmailDomains: Self.domains)
        #expect(identifier.matches(try #require(EmailAddress(address))) == isMatch)
    }

    @Test(arguments: UInt64(1)...200)
    func `of any bytes are answered, and what is taken stays as it is`(seed: UInt64) {
        var state = seed
        let letters = Array("abz09-..xn_ é例ーА\u{0}\u{202E}\u{200D}。．@/".unicodeScalars)
        var typed = String.UnicodeScalarView()
        for _ in 0..<(seed % 40) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            typed.append(letters[Int((state >> 33) % UInt64(letters.count))])
        }
        guard let made = try? StandardIdentifier(String(typed) + ".example", publicEmailDomains: Self.domains) else {
            return
        }
        #expect((try? StandardIdentifier(made.name, publicEmailDomains: Self.domains)) == made, "\(seed)")
        #expect(
            made.name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x2D...0x2E).contains($0) || (0x30...0x39).contains($0)
            })
    }

    @Test func `every reason has its text in both languages, for forms named submit`() throws {
        for language in ["en", "ja"] {
            let file = "Workflows/texts/common/identifiers.\(language).yaml"
            let text = try #require(AssetTable.workflows.first { $0.path == file }).text
            for refusal in StandardIdentifier.Refusal.allCases {
                #expect(text.contains("\n      \(refusal.key): "), "\(file)")
            }
            #expect(text.contains("\n      identifierBlocked: "))
        }
    }
}
