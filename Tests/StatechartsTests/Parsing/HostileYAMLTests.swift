import Statecharts
import Testing

@Suite struct `Hostile and tricky YAML` {
    private func code(_ text: String) -> String? { TinyWorkflow.diagnostics(of: text).first?.code }

    @Test(.timeLimit(.minutes(1)))
    func `a billion laughs are refused by their first anchor`() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(TinyWorkflow.faults(of: text).first == "1:5 E002")
    }

    @Test(.timeLimit(.minutes(1)))
    func `aliases as keys are refused before they are compared`() {
        #expect(code("a: &a [x]\n? *a\n: 1\n") == "E002")
        #expect(code("*a : 1\n") == "E002")
        #expect(code("b: plain\n*a : 1\n") == "E002")
        #expect(code("a: { *a : 1 }\n") == "E002")
        #expect(code("? [a, b]\n: 1\n") == "E001")
        #expect(code("{ [a, b]: 1 }\n") == "E001")
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["[", "{a: ", "- ", "? "])
    func `a depth of 100,000 is refused at once`(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        let faults = TinyWorkflow.faults(of: "x: 1\ny:\n  " + text + "\n")
        #expect(faults.contains { $0.hasSuffix("E004") || $0.hasSuffix("E001") })
    }

    @Test func `a depth of 33 is refused and one of 32 is not`() {
        func nested(_ depth: Int) -> String {
            "x: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "\n"
        }
        #expect(TinyWorkflow.faults(of: nested(32)) == ["1:35 E004"])
        #expect(code(nested(31)) == "E005")
        let indented = (0..<33).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
        #expect(code(indented) == "E004")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a file of 1 MB and a byte is refused`() {
        let filler = String(repeating: "#", count: (1 << 20) - TinyWorkflow.text.utf8.count - 1)
        #expect(TinyWorkflow.faults(of: TinyWorkflow.text + "\n" + filler) == [])
        #expect(TinyWorkflow.faults(of: TinyWorkflow.text + "\n" + filler + "#") == ["1:1 E004"])
    }

    @Test(.timeLimit(.minutes(1)))
    func `many doubled keys end with an answer`() {
        let text = String(repeating: "a: 1\n", count: 5_000)
        let faults = TinyWorkflow.faults(of: text)
        #expect(!faults.isEmpty)
        #expect(faults.allSatisfy { $0.hasSuffix("E003") })
    }

    @Test func `control characters, directives and further documents are refused`() {
        #expect(code("a: \u{1}\n") == "E001")
        #expect(code("a: \u{0}\n") == "E001")
        #expect(code("%YAML 1.1\n---\na: b\n") == "E001")
        #expect(TinyWorkflow.faults(of: TinyWorkflow.text + "\n---\na: b\n") == ["81:1 E001"])
    }

    @Test func `what looks like an anchor, alias or tag inside of text is text`() throws {
        let reason = "  waive: { E122: \"*a &b !c {{[[\" }"
        var text = TinyWorkflow.with("waive: { E122: \"there is only one asker\" }", String(reason.dropFirst(2)))
        #expect(try TinyWorkflow.parse(text).state("waiting")?.waive["E122"] == "*a &b !c {{[[")
        text = TinyWorkflow.with("if: facts.isKnown, error", "if: facts.isKnown && !facts.isKnown, error")
        #expect(TinyWorkflow.faults(of: text) == [])
        text = TinyWorkflow.with(
            "when: context.count < 9",
            "when: context.count < 9 &&\n              !has(context.remark)\n              && true")
        #expect(TinyWorkflow.faults(of: text) == [])
        text = TinyWorkflow.with(
            "when: context.count < 9", "when: |\n              context.count < 9\n              && true # '")
        #expect(TinyWorkflow.faults(of: text) == ["64:19 E041"])
        text = TinyWorkflow.with("version: 1", "version: 1 # it's &a *b !c\t".replacing("\t", with: ""))
        #expect(TinyWorkflow.faults(of: text) == [])
    }

    @Test func `words that YAML 1.1 would turn into other things stay words`() throws {
        var text = TinyWorkflow.with("title: { en: Open, ja: 開 }", "title: { en: 1.10, ja: no }")
        text.replace("of: [good, bad]", with: "of: [good, bad, yes, no, on, null]")
        text.replace("  waiting:\n", with: "  waiting:\n")
        let definition = try TinyWorkflow.parse(text)
        #expect(definition.state("open")?.title == Title(en: "1.10", ja: "no"))
        let mood = ValueType.enumeration(["good", "bad", "yes", "no", "on", "null"])
        #expect(definition.field("mood")?.type == mood)
        #expect(definition.state("waiting")?.on.map(\.name) == ["help", "finish"])
    }

    @Test func `keys are the same word however they are quoted`() {
        let text = TinyWorkflow.with("  mood: mood\n", "  \"mood\": mood\n  mood: mood\n")
        #expect(TinyWorkflow.faults(of: text) == ["19:3 E003"])
        #expect(TinyWorkflow.faults(of: TinyWorkflow.with("on:\n      leave", "\"on\":\n      leave")) == [])
        let doubled = TinyWorkflow.with("    on:\n      leave", "    \"on\": {}\n    on:\n      leave")
        #expect(TinyWorkflow.faults(of: doubled).first == "56:5 E003")
    }
}
