import Statecharts
import Testing

@Suite struct `What a file becomes` {
    private let definition: Definition

    init() throws { definition = try TinyWorkflow.parse() }

    private func event(_ name: String) throws -> EventNode { try #require(definition.events(named: name).first) }

    @Test func `the states are a tree in document order`() {
        let states = definition.states
        #expect(states.map(\.name) == ["open", "waiting", "resting", "done", "gone"])
        #expect(states.map(\.index) == [0, 1, 2, 3, 4])
        #expect(states.map(\.parent) == [nil, 0, 0, nil, nil])
        #expect(states.map(\.children) == [[1, 2], [], [], [], []])
        #expect(states.map(\.initial) == [1, nil, nil, nil, nil])
        #expect(states.map(\.isFinal) == [false, false, false, true, true])
        #expect(states[1].tasks.map(\.role) == ["asker"] && states[1].tasks.first?.linkLife == .days(30))
        #expect(states[2].standing == ["leave"])
        #expect(states[4].entry.count == 2)
        #expect(states[3].output.map(\.name) == ["mood"])
    }

    @Test func `the head of the file is read`() {
        #expect(definition.workflow == "tiny")
        #expect(definition.version == 1)
        #expect(definition.title == Title(en: "A tiny thing", ja: "小さなもの"))
        #expect(definition.asker == "asker")
        #expect(definition.key == ["account"])
        #expect(definition.watch == ["watcher"])
        #expect(definition.source == TinyWorkflow.text)
    }

    @Test func `roles have their sources`() {
        #expect(definition.role("asker")?.sources == [.context(field: "asker")])
        #expect(definition.role("helper")?.sources == [.staff(group: "helpers")])
        #expect(
            definition.role("watcher")?.sources == [
                .right(noun: "account", field: "account", right: "administrators"), .context(field: "friends"),
            ])
    }

    @Test func `named types, shorthands and defaults are written out`() {
        let note = ValueType.text(TextBounds(min: 0, max: 200, isMultiline: true))
        #expect(definition.field("remark") == Field(name: "remark", type: note, isOptional: true, personal: true))
        #expect(definition.field("mood")?.type == .enumeration(["good", "bad"]))
        #expect(definition.field("friends")?.defaultValue == .list([]))
        #expect(definition.field("friends")?.type == .list(of: .email, min: 0, max: 3))
        #expect(definition.field("count")?.type == .integer(min: 0, max: 9))
    }

    @Test func `a required text has at least one character, an optional one none`() throws {
        let line = "  line: { type: text, max: 9, personal: false }\n"
        let text = TinyWorkflow.with("types:\n", "types:\n" + line)
            .replacing("  remark: optional note\n", with: "  remark: optional note\n  one: optional line\n")
            .replacing("account: {}", with: "account: {}\n      two: { type: line }")
        let definition = try TinyWorkflow.parse(text)
        #expect(definition.field("one")?.type == .text(TextBounds(min: 0, max: 9)))
        let two = definition.start.first?.form?.items.first { $0.field.name == "two" }
        #expect(two?.field.type == .text(TextBounds(min: 1, max: 9)))
    }

    @Test func `a form's field without a type is the context field of its name`() throws {
        let form = try #require(try event("ask").form)
        #expect(form.name == "ask")
        #expect(form.items.map(\.field.name) == ["account", "mood", "remark"])
        #expect(form.items[2].field == definition.field("remark"))
        #expect(form.items[2].when?.text == "data.mood == 'bad'")
        #expect(form.derive.map(\.name) == ["text"])
        #expect(form.checks.map(\.error) == ["notFree"])
        #expect(form.pageFacts == ["isKnown"])
        #expect(try event("leave").form?.name == "leave")
    }

    @Test func `inputs that an action's call leaves out come from data, else from the context`() throws {
        let call = try #require(try event("ask").shared.actions.first)
        #expect(call.with.map(\.name) == ["account", "note"])
        #expect(call.with.map(\.expression.text) == ["data.account", "data.text"])
        #expect(call.into.map(\.field) == ["count"])
        #expect(call.into.map(\.result) == ["level"])
        #expect(call.refused["taken"]?.end == .refuse(error: "notFree", field: nil))
        let drop = try #require(definition.state("waiting")?.after.last?.shared.actions.first)
        #expect(drop.with.map(\.expression.text) == ["context.account"])
    }

    @Test func `branches end in a state, a refusal or where they are`() throws {
        #expect(try event("ask").branches.map(\.end) == [.state(1), .state(3)])
        #expect(try event("help").branches.map(\.end) == [.refuse(error: "tooOften", field: nil), .stay])
        #expect(try event("finish").branches.map(\.end) == [.state(3)])
        #expect(definition.state("resting")?.after.first?.branches.map(\.end) == [.stay])
    }

    @Test func `facts of an event are those of its gate, form, guards and all blocks that it can reach`() throws {
        #expect(try event("ask").facts == ["isFree", "isKnown", "size"])
        #expect(try event("ask").gateFacts == [])
        #expect(try event("help").facts == ["isKnown", "size"])
        #expect(try event("help").gateFacts == ["isKnown"])
        #expect(try event("finish").facts == [])
        #expect(definition.facts["isFree"]?.readsData == true)
        #expect(definition.facts["size"]?.readsData == false)
        #expect(definition.facts["size"]?.function == "sizeOf")
        let timers = try #require(definition.state("waiting")).after
        #expect(timers.map(\.facts) == [["size"], []])
        #expect(timers.map(\.isActing) == [false, true])
    }

    @Test func `an event acts if any block that it can reach calls an action`() throws {
        #expect(try event("ask").isActing)
        #expect(try event("leave").isActing)
        #expect(try !event("help").isActing)
        #expect(try !event("finish").isActing)
    }

    @Test func `exit blocks and eventless followers are reached too`() throws {
        var text = TinyWorkflow.with(
            "waive: { E122", "exit: { mail: all-done }\n        waive: { E122")
        text.replace("with: { mood: context.mood }", with: "with: { mood: context.mood, size: facts.size }")
        text.replace("entry: { mail: all-done }, output", with: "output")
        #expect(try TinyWorkflow.parse(text).events(named: "finish").first?.facts == ["size"])
        #expect(try TinyWorkflow.parse(text).events(named: "finish").first?.isActing == false)
        text = TinyWorkflow.with(
            "    states:\n", "    eventless: { if: context.count > 8, do: [drop], state: gone }\n    states:\n")
        #expect(try TinyWorkflow.parse(text).events(named: "help").first?.isActing == true)
    }

    @Test(.timeLimit(.minutes(1)))
    func `states whose entry refuses into each other are followed to an end`() throws {
        let taken = "entry: { do: [{ action: take, refused: { taken: waiting, closed: {} } }] }\n        "
        var text = TinyWorkflow.with("task: { for: helper }", taken + "task: { for: helper }")
        text.replace("waive: { E122", with: taken.replacing("waiting", with: "resting") + "waive: { E122")
        text.replace("initial: waiting", with: "initial: resting")
        text.replace("mail: please-help, state: waiting", with: "state: done")
        text.replace("finish: { by: asker, to: done }", with: "finish: { by: asker, to: open }")
        #expect(try TinyWorkflow.parse(text).events(named: "finish").first?.isActing == true)
    }

    @Test func `33 timers at once are too many`() {
        let many = (1...32).map { "P\($0)D" }.joined(separator: ", ")
        let text = TinyWorkflow.with("at: [P7D, context.until]", "at: [\(many)]")
        #expect(TinyWorkflow.faults(of: text) == ["58:7 E004"])
    }

    @Test func `a mail's shorthand names are context fields`() {
        let mail = definition.mails["please-help"]
        #expect(mail?.with.map(\.name) == ["account", "size"])
        #expect(mail?.with.map(\.expression.text) == ["context.account", "facts.size"])
        #expect(mail?.link == .task)
        #expect(definition.mails["all-done"]?.link == .page("things"))
        #expect(definition.mails["all-done"]?.supersedes == ["please-help"])
        #expect(mail?.template == "please-help")
    }

    @Test func `timers have moments in the order of the file`() throws {
        let timer = try #require(definition.state("waiting")?.after.first)
        #expect(timer.moments.count == 2)
        guard case .afterEntry(.days(7)) = timer.moments[0], case .at(let until) = timer.moments[1] else {
            Issue.record("\(timer.moments)")
            return
        }
        #expect(until.text == "context.until")
        #expect(definition.state("resting")?.after.first?.every == .days(30))
    }

    @Test func `a sender may have a condition`() throws {
        guard case .roles(let roles, let condition, let error) = try event("help").by else {
            Issue.record("no roles")
            return
        }
        #expect(roles == ["asker", "helper"])
        #expect(condition?.text == "facts.isKnown")
        #expect(error == "unknownHelper")
    }
}
