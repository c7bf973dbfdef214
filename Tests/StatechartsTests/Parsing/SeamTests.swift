import Statecharts
import Testing

@Suite struct `Seams to the registry, other workflows and texts` {
    /// What fits the tiny workflow.
    private static func fitting() -> Surroundings {
        var surroundings = Surroundings()
        surroundings.facts = [
            "isKnown": FactSignature(arguments: [.person], result: .boolean),
            "isFree": FactSignature(arguments: [.account], result: .boolean),
            "sizeOf": FactSignature(arguments: [.account], result: .integer(min: 0, max: 5)),
        ]
        let account = Field(name: "account", type: .account)
        let note = Field(name: "note", type: .text(TextBounds(max: 5)), isOptional: true)
        surroundings.actions = [
            "take": ActionSignature(
                inputs: [account, note], results: [Field(name: "level", type: .integer(min: 0, max: 1))],
                refusals: ["closed", "taken"]),
            "drop": ActionSignature(inputs: [account]),
        ]
        surroundings.staffGroups = ["helpers"]
        surroundings.pages = ["things"]
        surroundings.systemStarts = ["tiny": [:], "other": ["open": [account]]]
        return surroundings
    }

    private func faults(
        _ old: String = "", _ new: String = "", _ change: (inout Surroundings) -> Void = { _ in }
    ) -> [String] {
        var surroundings = Self.fitting()
        change(&surroundings)
        return TinyWorkflow.faults(
            of: old.isEmpty ? TinyWorkflow.text : TinyWorkflow.with(old, new), surroundings: surroundings)
    }

    @Test func `what fits has no fault`() { #expect(faults() == []) }

    @Test func `a fact that is not registered is E015`() {
        #expect(faults { $0.facts?["isFree"] = nil } == ["24:19 E015"])
        #expect(faults("call: sizeOf(", "call: sizOf(") == ["25:17 E015 sizeOf"])
    }

    @Test func `a fact of another signature is E024`() {
        #expect(faults { $0.facts?["isFree"] = FactSignature(arguments: [], result: .boolean) } == ["24:19 E024"])
        #expect(faults { $0.facts?["isFree"] = FactSignature(arguments: [.account], result: .date) } == ["24:19 E024"])
        #expect(
            faults { $0.facts?["isFree"] = FactSignature(arguments: [.boolean], result: .boolean) } == ["24:31 E024"])
    }

    @Test func `a fact may leave its type to the registry`() throws {
        let text = TinyWorkflow.with(
            "isKnown: { call: isKnown(caller.person), type: boolean }", "isKnown: isKnown(caller.person)")
        let definition = try TinyWorkflow.parse(text, surroundings: Self.fitting())
        #expect(definition.facts["isKnown"]?.type == .boolean)
        #expect(TinyWorkflow.faults(of: text) == ["23:12 E006"])
    }

    @Test func `an action that is not registered is E016`() {
        #expect(faults { $0.actions?["drop"] = nil } == ["28:3 E016"])
    }

    @Test func `an action of another signature is E024`() {
        #expect(faults { $0.actions?["take"]?.inputs[0].type = .person } == ["27:19 E024"])
        #expect(faults { $0.actions?["take"]?.inputs.remove(at: 0) } == ["27:19 E024"])
        #expect(faults { $0.actions?["take"]?.inputs.append(Field(name: "day", type: .date)) } == ["27:3 E024"])
        #expect(faults { $0.actions?["take"]?.inputs[1].isOptional = false } == ["27:37 E024"])
        #expect(faults { $0.actions?["take"]?.results[0].type = .boolean } == ["27:70 E024"])
        #expect(faults { $0.actions?["take"]?.refusals = ["taken"] } == ["27:105 E024"])
        #expect(faults { $0.actions?["take"]?.refusals.append("full") } == ["27:3 E024"])
    }

    @Test func `an unknown staff group or page is E022`() {
        #expect(faults("staff('helpers')", "staff('helper')") == ["12:18 E022 helpers"])
        #expect(faults("page('things')", "page('thinks')") == ["41:49 E022 things"])
    }

    @Test func `a child of an unknown workflow or start event is E019`() {
        let end = "- { mail: please-help }"
        func start(_ rest: String) -> String { "- { start: { \(rest) }, mail: please-help }" }
        #expect(faults(end, start("workflow: othr, event: open")) == ["68:38 E019 other"])
        #expect(faults(end, start("workflow: other, event: opn")) == ["68:52 E019 open"])
        #expect(
            faults(end, start("workflow: other, event: open, with: { acount: context.account }")) == [
                "68:66 E018 account"
            ])
        #expect(faults(end, start("workflow: other, event: open, with: { account: context.mood }")) == ["68:83 E042"])
        #expect(faults(end, start("workflow: other, event: open")) == [])
    }

    @Test func `a child's input that is nowhere is E023, and one that is found is filled in without changing the hash`()
        throws
    {
        let text = TinyWorkflow.with(
            "- { mail: please-help }", "- { start: { workflow: other, event: open }, mail: please-help }")
        var surroundings = Self.fitting()
        let alone = try TinyWorkflow.parse(text)
        let filled = try TinyWorkflow.parse(text, surroundings: surroundings)
        let start = try #require(filled.events(named: "help").first?.branches.last?.block.starts.first)
        #expect(start.with.map(\.name) == ["account"])
        #expect(start.with.first?.expression.text == "context.account")
        #expect(alone.contentHash == filled.contentHash)
        surroundings.systemStarts?["other"]?["open"]?.append(Field(name: "elsewhere", type: .boolean))
        #expect(TinyWorkflow.faults(of: text, surroundings: surroundings) == ["68:38 E023"])
    }

    private static let textKeys: [String] = [
        "forms.ask.account.label", "forms.ask.mood.label", "forms.ask.mood.options.good", "forms.ask.mood.options.bad",
        "forms.ask.remark.label", "forms.ask.errors.notFree", "forms.leave.remark.label", "events.ask.label",
        "events.ask.errors.notFree", "events.leave.label", "events.help.label", "events.help.errors.unknownHelper",
        "events.help.errors.tooOften", "events.finish.label", "actions.take.closed", "states.waiting.task.asker.title",
        "states.waiting.waiting.watcher", "states.resting.task.helper.title", "states.resting.usually",
        "states.resting.waiting.watcher", "states.resting.waiting.asker", "states.done.closed", "states.gone.closed",
        "roles.asker", "roles.helper", "roles.watcher",
    ]

    private func textFaults(
        _ old: String = "", _ new: String = "", _ change: (inout TextInventory) -> Void = { _ in }
    ) -> [String] {
        let all = Dictionary(uniqueKeysWithValues: Self.textKeys.map { ($0, Set<String>()) })
        let parts = ["en.txt", "en.html", "ja.txt", "ja.html"]
        let help = Dictionary(uniqueKeysWithValues: parts.map { ($0, Set(["account", "size", "link", "until"])) })
        let done = Dictionary(uniqueKeysWithValues: parts.map { ($0, Set(["mood", "recipient.name"])) })
        var texts = TextInventory(
            keys: ["en": all, "ja": all], ownKeys: Set(Self.textKeys),
            templates: ["please-help": help, "all-done": done])
        change(&texts)
        return faults(old, new) { $0.texts = texts }
    }

    @Test func `complete texts have no fault`() { #expect(textFaults() == []) }

    @Test(arguments: textKeys)
    func `each text that the workflow asks for is missed in the language that lacks it`(key: String) {
        let missing = textFaults { $0.keys["ja"]?[key] = nil }
        #expect(missing.count == 1)
        let code = key.hasSuffix(".usually") ? "E124" : "E028"
        #expect(missing.first?.contains(" \(code)") == true, "\(key): \(missing)")
    }

    @Test func `a text missing in both languages is told twice`() {
        let missing = textFaults {
            $0.keys["en"]?["events.finish.label"] = nil
            $0.keys["ja"]?["events.finish.label"] = nil
            $0.ownKeys.remove("events.finish.label")
        }
        #expect(missing.map { $0.prefix(10) } == ["69:11 E028"[...], "69:11 E028"[...]])
    }

    @Test func `an event that may take none of its ways needs a text for that (E036)`() {
        let missing = textFaults("- { mail: please-help }", "- { if: context.count > 3, mail: please-help }")
        #expect(missing.map { $0.prefix(10) } == ["62:11 E036"[...], "62:11 E036"[...]])
    }

    @Test func `an optional text may be absent but not in one language`() {
        let missing = textFaults {
            $0.keys["en"]?["forms.ask.account.hint"] = []
            $0.ownKeys.insert("forms.ask.account.hint")
        }
        #expect(missing.map { $0.prefix(9) } == ["32:7 E028"[...]])
    }

    @Test func `placeholders of one language only are E029`() {
        #expect(textFaults { $0.keys["en"]?["roles.asker"] = ["name"] } == ["11:3 E029"])
    }

    @Test func `a text that nothing uses is W302`() {
        let unused = textFaults {
            $0.keys["en"]?["roles.nobody"] = []
            $0.ownKeys.insert("roles.nobody")
        }
        #expect(unused == ["1:1 W302"])
    }

    @Test func `a template that is missing as a whole or in part is E025`() {
        #expect(textFaults { $0.templates["all-done"] = nil } == ["41:3 E025"])
        #expect(textFaults { $0.templates["all-done"]?["ja.txt"] = nil } == ["41:3 E025"])
        #expect(textFaults("all-done: { to", "all-done: { template: all-don, to") == ["41:25 E025 all-done"])
    }

    @Test func `a template that uses what is not passed is E026`() {
        #expect(textFaults { $0.templates["all-done"]?["ja.txt"] = ["moood"] } == ["41:3 E026 mood"])
        #expect(textFaults { $0.templates["please-help"]?["en.html"]?.insert("code") } == [])
    }
}
