import Statecharts
import Testing

/// `format.md` 6, order 4 and 8: what is offered, and which branch is taken.
@Suite struct `What an event selects` {
    private static let nested = """
        p: { TITLE, initial: a,
          on: { go: { by: owner, set: { ~outer } }, leave: { by: owner, to: b }, last: { by: owner } },
          states: { a: { TITLE, on: {
            first: { by: owner }, go: { by: owner, when: "!context.flag", set: { ~inner } }, off: { by: owner, when: context.flag } } } } }
        b: { TITLE, on: { only: { by: owner } } }
        """

    private func offers(of chart: StepChart) -> [String] {
        let states = chart.definition.states
        return chart.definition.offeredPlaces(in: chart.snapshot.configuration, scope: chart.scope).map { place in
            "\(states[place.state].name).\(states[place.state].on[place.event].name)"
        }
    }

    @Test func `the innermost state's event wins`() throws {
        let chart = try StepChart.started(Self.nested)
        let step = try chart.run(.event("go")).step
        #expect(step.log == "inner")
        #expect(step.took == ["a.go#1"])
        let offer = chart.definition.offer("go", in: chart.snapshot.configuration, scope: chart.scope)
        #expect(offer?.state.name == "a")
    }

    @Test func `where its when is false the ancestor's event is taken`() throws {
        var chart = try StepChart.started(Self.nested)
        chart.snapshot.context["flag"] = .boolean(true)
        let step = try chart.run(.event("go")).step
        #expect(step.log == "outer")
        #expect(step.took == ["p.go#1"])
    }

    @Test func `offers are innermost first, each name once, and in the order of the file`() throws {
        var chart = try StepChart.started(Self.nested)
        #expect(offers(of: chart) == ["a.first", "a.go", "p.leave", "p.last"])
        chart.snapshot.context["flag"] = .boolean(true)
        #expect(offers(of: chart) == ["a.first", "a.off", "p.go", "p.leave", "p.last"])
        try chart.take(.event("leave"))
        #expect(offers(of: chart) == ["b.only"])
    }

    @Test(arguments: [
        Trigger.event("only"), .event("off"), .event("nothing"), .start("nothing"), .start("go"),
        .timer(TimerName(state: "a", timer: "remind", number: 1)),
        .timer(TimerName(state: "nowhere", timer: "remind", number: 1)),
    ])
    func `what no active state has is not offered`(trigger: Trigger) throws {
        #expect(try StepChart.started(Self.nested).rejection(of: trigger) == .notOffered)
    }

    @Test func `a start event that is not offered refuses`() throws {
        let chart = try StepChart(begin: "when: caller.language == 'ja', to: a", "a: { TITLE }")
        #expect(chart.rejection(of: .start("begin")) == .notOffered)
    }

    @Test func `the first branch that holds on the context before is taken`() throws {
        var chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, set: { count: context.count + 1 }, to: [
              { if: context.count > 2, refuse: { error: tooOften } },
              { if: context.count > 1, state: b }, { if: context.count > 0, set: { ~second } }, {}] } } }
            b: { TITLE, on: { go: { by: owner, form: { fields: { count: {} } },
              to: [{ if: context.count > 2, refuse: { error: tooMuch, field: count } }] } } }
            """)
        #expect(try chart.take(.event("go")).took == ["a.go#4"])
        #expect(try chart.take(.event("go")).took == ["a.go#3"])
        #expect(try chart.take(.event("go")).took == ["a.go#2"])
        #expect(chart.leaf == "b")
        #expect(chart.rejection() == .refused(error: "tooMuch", field: "count"))
        chart.snapshot.configuration = Configuration(active: [0])
        #expect(chart.rejection() == .refused(error: "tooOften", field: nil))
    }

    @Test func `no branch that holds is a refusal that names the event`() throws {
        let chart = try StepChart.started(
            "a: { TITLE, on: { go: { by: owner, to: { if: context.flag, state: b } } } }\nb: { TITLE }")
        #expect(chart.rejection() == .noBranch(event: "go"))
    }

    @Test func `guards read the form's data and the caller`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, form: { fields: { count: {} } }, to: [
              { if: data.count == 7 && caller.email == 'anna@one.example', set: [count], state: b }, {}] } } }
            b: { TITLE }
            """)
        let step = try chart.run(.event("go"), data: ["count": .integer(7)]).step
        #expect(step.took == ["a.go#1"])
        #expect(step.set == ["count": .integer(7)])
        #expect(try chart.run(.event("go"), data: ["count": .integer(6)]).step.took == ["a.go#2"])
    }
}
