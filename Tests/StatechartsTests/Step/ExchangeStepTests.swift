import Statecharts
import Testing

@Suite struct `What a step sends and hears` {
    private static let context: Record = [
        "owner": .text("a@one.example"), "account": .text("acct"), "width": .integer(2), "bells": .list([]),
        "bell": .text("bell-1"),
    ]

    private func run(
        _ trigger: Trigger, _ definition: Definition, at state: String? = "waiting", context: Record = context,
        data: Record = [:]
    ) throws -> Step {
        let configuration = try #require(state.map { Configuration(leafNames: [$0], in: definition) } ?? .some(nil))
        let snapshot = configuration.map { Snapshot(configuration: $0, context: context) } ?? .unborn
        var macrostep = try Macrostep(
            definition, at: snapshot, on: trigger, data: data, caller: StepChart.caller, facts: [:],
            now: StepChart.noon)
        guard case .commit(let step) = try macrostep.next() else { throw Rejection.notOffered }
        return step
    }

    @Test func `the id of what is started is in the context before the commit`() throws {
        let definition = try ExchangeFixture.parse()
        let step = try run(
            .start("arrive"), definition, at: nil, data: ["account": .text("acct"), "width": .integer(5)])
        #expect(step.set["bell"] == .text("started-0"))
        #expect(
            step.effects == [
                .start(
                    StartEffect(
                        workflow: "bell", event: "hang", data: ["width": .integer(5)], isRefusable: true,
                        id: "started-0", into: "bell", done: "fallen"))
            ])
    }

    @Test func `a list grows by the id of each, and two starts have two ids`() throws {
        let definition = try ExchangeFixture.parse(
            "ring: { by: owner, send: { event: ring, to: context.bell, with: { loud: context.width } } }",
            "ring: { by: owner, start: { workflow: bell, event: hang, "
                + "each: { one: \"[context.width, 3]\" }, with: { width: one }, into: bells } }")
        let step = try run(.event("ring"), definition)
        #expect(step.set["bells"] == .list([.text("started-0"), .text("started-1")]))
    }

    @Test func `starts, messages, publications and mails come in this order, however they are written`() throws {
        let definition = try ExchangeFixture.parse(
            "open: { by: owner, publish: { topic: door.opened, key: context.account, with: [width] } }",
            """
            open: { by: owner, publish: { topic: door.opened, key: context.account, with: [width] },
                send: { event: ring, to: context.bell, with: { loud: context.width } },
                start: { workflow: bell, event: hang, with: { width: "7" }, into: bell }, set: { width: "4" } }
            """)
        let effects = try run(.event("open"), definition).effects
        #expect(
            effects == [
                .start(
                    StartEffect(
                        workflow: "bell", event: "hang", data: ["width": .integer(7)], isRefusable: true,
                        id: "started-0", into: "bell")),
                .send(event: "ring", to: "started-0", data: ["loud": .integer(4)]),
                .publish(TopicKey(topic: "door.opened", key: "acct"), data: ["width": .integer(4)]),
            ])
    }

    @Test func `a topic is heard in its state, about the thing of the context`() throws {
        let definition = try ExchangeFixture.parse()
        let waiting = try #require(Configuration(leafNames: ["waiting"], in: definition))
        let gone = try #require(Configuration(leafNames: ["gone"], in: definition))
        let pair = TopicKey(topic: "door.opened", key: "acct")
        #expect(definition.heard(in: waiting, context: Self.context) == [pair])
        #expect(definition.heard(in: gone, context: Self.context) == [])
        #expect(definition.heard(in: waiting, context: [:]) == [])
        let scope = Scope(context: Self.context, now: StepChart.noon)
        #expect(definition.event(hearing: pair, in: waiting, scope: scope)?.event.name == "hear")
        let other = TopicKey(topic: "door.opened", key: "other")
        #expect(definition.event(hearing: other, in: waiting, scope: scope) == nil)
    }

    @Test func `what is heard takes the branch that its data says`() throws {
        let definition = try ExchangeFixture.parse()
        #expect(try run(.event("hear"), definition, data: ["width": .integer(3)]).isChange == false)
        let far = try run(.event("hear"), definition, data: ["width": .integer(4)])
        #expect(far.snapshot.configuration.leafNames(in: definition) == ["gone"])
        #expect(far.set == ["width": .integer(4)])
    }
}
