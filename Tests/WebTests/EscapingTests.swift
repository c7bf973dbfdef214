import TestKit
import Testing

@testable import Web

/// What people typed stays text, wherever it stands (S-24).
@Suite struct `S24 escaping` {
    private static let hostile = [
        "\"\u{301}><script>", "'\u{FE0F} onfocus=alert(1)", "<\u{338}img src=x>", "&\u{20DD}quot;", "\">", "<!--",
        "]]>",
    ]

    @Test(arguments: hostile)
    func `S24 no character ends the attribute or opens a tag, combining marks or not`(text: String) throws {
        let templates = try PageTemplates(files: [
            "Sources/Web/Templates/outer.mustache": Array("<a>{{>inner}}</a>".utf8),
            "Sources/Web/Templates/inner.mustache": Array("<input value=\"{{value}}\">".utf8),
        ])
        let page = try #require(templates.render("outer", ["value": .text(text)]))
        for byte in ["<", ">", "\""] {
            let mark = byte.utf8.first ?? 0
            let expected = ["<": 3, ">": 3, "\"": 2][byte] ?? 0
            #expect(page.utf8.filter { $0 == mark }.count == expected, "\(byte) in \(page)")
        }
    }
}
