import Testing

@testable import Onboarding

@Suite struct `E-mail addresses` {
    @Test(arguments: [
        ("Zab@WebMail.Example", "Zab@webmail.example"), ("  zab@webmail.example ", "zab@webmail.example"),
        ("zab@webmail.example", "zab@webmail.example"), ("a+b.c@x-1.one.example", "a+b.c@x-1.one.example"),
    ])
    func `are kept with the domain in lower case, and reading that again changes nothing`(
        typed: String, kept: String
    ) throws {
        let address = try #require(EmailAddress(typed))
        #expect(address.text == kept)
        #expect(EmailAddress(address.text)?.text == kept)
    }

    @Test(arguments: [
        "", "zab", "@one.example", "zab@", "zab@one", "a@b@one.example", "a b@one.example", "zab@one..example",
        "zab@one.example\r\nBcc: x@one.example", "za\u{0}b@one.example", "zab@-one.example",
        String(repeating: "a", count: 250) + "@one.example",
    ])
    func `that are none are refused`(typed: String) { #expect(EmailAddress(typed) == nil) }

    @Test func `are equal without regard to case`() throws {
        #expect(EmailAddress("ZAB@one.example") == EmailAddress("zab@ONE.example"))
        #expect(Set([EmailAddress("ZAB@one.example"), EmailAddress("zab@one.example")]).count == 1)
        #expect(EmailAddress("zab@one.example") != EmailAddress("zab@two.example"))
    }
}
