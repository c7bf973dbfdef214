/// What somebody would type to make our mails and pages carry a message of theirs (S-9): 100 values.
public enum AbusiveValues {
    /// All of them.
    public static let all: [String] = names + plain

    /// Names that look like addresses of the web; a name's field refuses them.
    public static let names: [String] = [
        "http://evil.example", "https://evil.example/login", "HTTP://EVIL.EXAMPLE", "hxxp://evil.example",
        "www.evil.example", "WWW.EVIL.COM", "evil.com", "Evil.Com", "evil.co.jp", "evil.example", "evil.example.",
        "Pay at evil.com now", "evil.com/reset?user=you", "(evil.com)", "evil.com, thanks", "「evil.com」",
        "ｅｖｉｌ．ｃｏｍ", "ｗｗｗ．ｅｖｉｌ．ｅｘａｍｐｌｅ", "evil。com", "evil｡com", "ftp://evil.example/x",
        "javascript://evil.example/%0aalert(1)",
        "xn--80ak6aa92e.com", "аррӏе.com", "evil.xn--p1ai", "bank-login.info", "bit.ly/3xYz", "t.me/evil", "evil.top",
        "evil.xyz", "secure.vendor.example", "login.microsoftonline.com", "evil.zip", "a.b.c.evil.net",
        "Reset: https://evil.example/?a=b&c=d#e", "evil.example:8080/x", "user@evil.example", "mailto://evil.example",
        "sub.evil.org.", "evil.ru", "Your account www.evil.example was closed", "evil.io", "evil.app", "evil.uk",
        "1.evil.biz", "evil.site", "evil.online", "evil.shop", "evil.click", "evil.link",
    ]

    /// Markup, templates, control characters, and what turns the direction of writing.
    private static let plain: [String] = [
        "<a href=\"https://evil.example\">here</a>", "<a href=https://evil.example>x</a>",
        "<img src=\"https://evil.example/p.gif\">", "<IMG SRC=x onerror=alert(1)>", "<script>alert(1)</script>",
        "<style>@import url(//evil.example)</style>", "<base href=\"//evil.example\">",
        "<form action=\"//evil.example\">",
        "<meta http-equiv=refresh content=\"0;url=//evil.example\">", "<link rel=stylesheet href=//evil.example>",
        "<iframe src=//evil.example></iframe>", "<svg/onload=alert(1)>", "<math href=\"javascript:alert(1)\">x</math>",
        "\"><a href=\"//evil.example\">", "'><a href='//evil.example'>", "\" style=\"background:url(//evil.example)",
        "</td></tr></table><a href=\"//evil.example\">", "</a><a href=\"//evil.example\">Sign in</a>",
        "<!--><a href=\"//evil.example\">-->", "<![CDATA[<a href=\"//evil.example\">]]>", "&lt;a href=x&gt;",
        "&#60;b&#62;",
        "[here](https://evil.example)", "<https://evil.example>", "{{{link}}}", "{{link}}", "{{#evil}}x{{/evil}}",
        "{{>common.letter.html}}", "{{=<% %>=}}", "{link}", "%s%n%x", "\\u003ca\\u003e", "\u{202E}moc.live\u{202C}",
        "\u{2066}evil\u{2069}", "\u{200E}\u{200F}x", "a\u{0}b", "a\u{8}b", "a\u{1B}[31mb", "a\r\nBcc: x@evil.example",
        "a\nSubject: You won", "a\r\n\r\n<b>x</b>", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "\u{FEFF}x", "x\u{AD}y",
        "=?UTF-8?B?PGI+?=", "--=_genkan_alternative", "\n.\nMAIL FROM:<x@evil.example>",
        String(repeating: "W", count: 1_200),
    ]
}
