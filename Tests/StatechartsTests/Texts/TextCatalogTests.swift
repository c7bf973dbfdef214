import Statecharts
import Testing

@Suite struct `Text catalog` {
    private func faults(_ files: [String: String]) -> [String] {
        do {
            _ = try TextCatalog(files: files)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func `a text is the workflow's own, else the common one, and never another language's`() throws {
        let catalog = try TextCatalog(files: [
            "Workflows/texts/common/en.yaml": "errors: { refused: Common, stuck: Stuck }",
            "Workflows/texts/common/ja.yaml": "errors: { refused: 共通, stuck: 停止 }",
            "Workflows/texts/club/en.yaml": "errors: { refused: Own }",
            "Workflows/texts/club/ja.yaml": "errors: { refused: 独自 }",
            "Workflows/club.yaml": "workflow: club",
        ])
        #expect(catalog.text("errors.refused", of: "club", in: "en") == "Own")
        #expect(catalog.text("errors.refused", of: "other", in: "en") == "Common")
        #expect(catalog.text("errors.stuck", of: "club", in: "ja") == "停止")
        #expect(catalog.text("errors.gone", of: "club", in: "en") == nil)
        #expect(catalog.text("errors.refused", of: "club", in: "fr") == nil)
    }

    @Test func `placeholders are filled once, and what is put in is not read again`() throws {
        let catalog = try TextCatalog(files: [
            "texts/common/en.yaml": "a: \"{min} to {max}, {open {Max}\"",
            "texts/common/ja.yaml": "a: \"{min}から{max}\"",
        ])
        let text = catalog.text("a", of: "common", in: "en", values: ["min": "{max}", "max": "9"])
        #expect(text == "{max} to 9, {open {Max}")
        #expect(catalog.inventory(of: "club").keys["en"]?["a"] == ["min", "max"])
    }

    @Test func `keys that YAML 1.1 would take for something else are words`() throws {
        let files = [
            "texts/common/en.yaml": "on: { no: \"1.10\", yes: ~x }", "texts/common/ja.yaml": "on: { no: a, yes: b }",
        ]
        #expect(try TextCatalog(files: files).text("on.no", of: "common", in: "en") == "1.10")
    }

    @Test func `files of one folder and language belong together`() throws {
        let catalog = try TextCatalog(files: [
            "texts/common/en.yaml": "a: A", "texts/common/pages.en.yaml": "pages: { home: Home }",
            "texts/common/ja.yaml": "a: あ", "texts/common/pages.ja.yaml": "pages: { home: ホーム }",
        ])
        #expect(catalog.text("pages.home", of: "common", in: "ja") == "ホーム")
    }

    @Test(arguments: [
        ("a: [1]", "a: x", "texts/common/en.yaml:1:4: error[E007]"),
        ("a: \"\"", "a: x", "texts/common/en.yaml:1:4: error[E007]"),
        ("a: x\na: y", "a: x", "texts/common/en.yaml:2:1: error[E003]"),
        ("a: \"x", "a: x", "error[E001]"),
        ("a: &b x", "a: x", "texts/common/en.yaml:1:4: error[E002]"),
        ("a.b: x", "a: x", "texts/common/en.yaml:1:1: error[E008]"),
        ("a: x\nb:\n  c: y", "a: x", "texts/common/en.yaml:3:6: error[E028]"),
        ("a: \"{min}\"", "a: x", "texts/common/en.yaml:1:4: error[E029]"),
    ])
    func `a fault is told with its place and code`(english: String, japanese: String, message: String) {
        let found = faults(["texts/common/en.yaml": english, "texts/common/ja.yaml": japanese])
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test func `a file that nobody would read is a fault`() {
        #expect(faults(["texts/common/english.yaml": "a: x"]).first?.contains("E009") == true)
        #expect(faults(["texts/common/mail.fr.txt.mustache": "x"]).first?.contains("E009") == true)
    }

    @Test func `a template needs every variant, known parts and escaped values`() {
        let source = "Subject: x\n\n{{{name}}}\n{{> nowhere.txt}}\n{{t.hi}}"
        let found = faults(["texts/club/hello.en.txt.mustache": source])
        #expect(found.filter { $0.contains("E025") }.count == 4, "three variants and a part: \(found)")
        #expect(found.contains { $0.hasPrefix("texts/club/hello.en.txt.mustache:3:1: error[E026]") })
        #expect(found.contains { $0.hasPrefix("texts/club/hello.en.txt.mustache:5:1: error[E028]") })
    }

    @Test func `a template asks for what its parts ask for`() throws {
        var files = ["texts/common/frame.txt.mustache": "{{vendor.name}} {{#link}}x{{/link}}"]
        for variant in ["en.txt", "en.html", "ja.txt", "ja.html"] {
            let source = "{{<common.frame.txt}}{{$a}}{{who}}{{/a}}{{/common.frame.txt}}"
            files["texts/club/hello.\(variant).mustache"] = source
        }
        let inventory = try TextCatalog(files: files).inventory(of: "club")
        #expect(inventory.templates["hello"]?["ja.html"] == ["vendor", "link", "who"])
        #expect(inventory.templates.count == 1)
    }
}
