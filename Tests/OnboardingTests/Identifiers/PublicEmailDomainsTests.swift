import Onboarding
import Testing

@Suite struct `D53 public e-mail domains` {
    @Test(arguments: [
        "gmail.com", "GMAIL.com", "yahoo.co.jp", "docomo.ne.jp", "x.ocn.ne.jp", "mailinator.com", "0-mail.com",
        "zzzzzzzzzzzzzz-969.dynv6.net",
    ])
    func `are public and disposable ones alike`(domain: String) { #expect(PublicEmailDomains().contains(domain)) }

    @Test(arguments: [
        "xyz-manufacture.example", "br.logica.example", "com", "co.jp", "notgmail.com", "gmail.com.example", "",
    ])
    func `are no companies' domains`(domain: String) { #expect(!PublicEmailDomains().contains(domain)) }

    @Test func `include webmail.example only where the sample people live`() {
        #expect(!PublicEmailDomains().contains("webmail.example"))
        let samples = PublicEmailDomains(extra: SampleData.publicEmailDomains)
        #expect(samples.contains("webmail.example") && samples.contains("mail.webmail.example"))
        #expect(samples.contains("gmail.com") && !samples.contains("kestrel.example"))
    }
}
