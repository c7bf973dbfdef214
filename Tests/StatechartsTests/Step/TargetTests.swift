import Statecharts
import Testing

/// `format.md` 6, the table of targets; `format.md` 10.
@Suite struct `Where a transition leads` {
    private static let nested = """
        p: { TITLE, initial: a, entry: { set: { ~entryP } }, exit: { set: { ~exitP } },
          on: { home: { by: owner, to: p }, child: { by: owner, to: b }, note: { by: owner, set: { ~note } } },
          states: {
            a: { TITLE, entry: { set: { ~entryA } }, exit: { set: { ~exitA } },
              on: { self: { by: owner, to: a }, up: { by: owner, to: p }, over: { by: owner, to: b } } },
            b: { TITLE, entry: { set: { ~entryB } } } } }
        """

    private func run(_ event: String) throws -> (StepChart, Step) {
        var chart = try StepChart.started(Self.nested)
        chart.snapshot.context["log"] = .text("")
        return (chart, try chart.run(.event(event)).step)
    }

    @Test func `without a target nothing is left or entered`() throws {
        let (chart, step) = try run("note")
        #expect(step.log == "note")
        #expect(step.exited == [] && step.entered == [] && step.timers == [])
        #expect(step.snapshot.configuration == chart.snapshot.configuration)
        #expect(step.isChange)
    }

    @Test func `a state that leads to itself is left and entered`() throws {
        let (chart, step) = try run("self")
        #expect(step.log == "exitA entryA")
        #expect(chart.names(step.exited) == ["a"] && chart.names(step.entered) == ["a"])
        #expect(step.isChange)
    }

    @Test func `a sibling is entered without leaving the parent`() throws {
        let (chart, step) = try run("over")
        #expect(step.log == "exitA entryB")
        #expect(chart.names(step.exited) == ["a"] && chart.names(step.entered) == ["b"])
    }

    @Test func `a compound state that leads to itself is left with its child`() throws {
        let (chart, step) = try run("home")
        #expect(step.log == "exitA exitP entryP entryA")
        #expect(chart.names(step.exited) == ["a", "p"] && chart.names(step.entered) == ["p", "a"])
    }

    @Test func `a compound state that leads to its own child is left too`() throws {
        let (chart, step) = try run("child")
        #expect(step.log == "exitA exitP entryP entryB")
        #expect(chart.names(step.exited) == ["a", "p"] && chart.names(step.entered) == ["p", "b"])
    }

    @Test func `a child that leads to its parent leaves it too`() throws {
        let (_, step) = try run("up")
        #expect(step.log == "exitA exitP entryP entryA")
    }

    @Test func `a compound target is entered down by its initial children`() throws {
        var chart = try StepChart.started(
            begin: "to: p",
            """
            p: { TITLE, initial: q, states: { x: { TITLE }, q: { TITLE, initial: b, states: {
              a: { TITLE }, b: { TITLE } } } } }
            """)
        #expect(chart.leaf == "b")
        #expect(chart.names(chart.snapshot.configuration.active) == ["p", "q", "b"])
        chart.snapshot.configuration = Configuration(active: [0, 1])
        #expect(chart.leaf == "x")
    }

    @Test func `states entered and left in one macrostep are no news`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, to: b } } }
            b: { TITLE, initial: c, entry: { set: { ~b } }, states: { c: { eventless: { state: d } } },
              after: { remind: { at: P1D } } }
            d: { TITLE, eventless: { if: "!context.flag", set: { flag: "true" }, state: a } }
            """)
        let step = try chart.run(.event("go")).step
        #expect(chart.names(step.exited) == ["a"] && chart.names(step.entered) == ["a"])
        #expect(step.log == "b")
        #expect(step.timers == [])
    }

    @Test func `a parent that is left after its child is named after it`() throws {
        let chart = try StepChart.started(
            """
            p: { TITLE, initial: a, states: { a: { TITLE, on: { go: { by: owner, to: b } } }, b: { eventless: c } } }
            c: { TITLE }
            """)
        let step = try chart.run(.event("go")).step
        #expect(chart.names(step.exited) == ["a", "p"] && chart.names(step.entered) == ["c"])
    }

    @Test func `only a final state at the top ends the instance, and it offers nothing`() throws {
        let states = """
            a: { TITLE, on: { in: { by: owner, to: inner }, out: { by: owner, to: end } } }
            p: { TITLE, initial: inner, states: { inner: { TITLE, final: true } }, on: { out: { by: owner, to: end } } }
            end: { TITLE, final: true, entry: { set: { ~end } } }
            """
        var chart = try StepChart.started(states)
        #expect(!chart.snapshot.configuration.isFinal(in: chart.definition))
        try chart.take(.event("in"))
        #expect(!chart.snapshot.configuration.isFinal(in: chart.definition))
        #expect(try chart.take(.event("out")).log == "end")
        #expect(chart.snapshot.configuration.isFinal(in: chart.definition))
        #expect(chart.rejection(of: .event("out")) == .notOffered)
        #expect(chart.definition.offeredPlaces(in: chart.snapshot.configuration, scope: chart.scope).isEmpty)
    }

    @Test func `a configuration is known by its leaf and read back from it`() throws {
        let chart = try StepChart.started(Self.nested)
        let configuration = chart.snapshot.configuration
        #expect(configuration.leafNames(in: chart.definition) == ["a"])
        #expect(Configuration(leafNames: ["a"], in: chart.definition) == configuration)
        #expect(Configuration(leafNames: ["p"], in: chart.definition) == nil)
        #expect(Configuration(leafNames: ["nowhere"], in: chart.definition) == nil)
        #expect(configuration.contains(0) && configuration.contains(1) && !configuration.contains(2))
        #expect(Configuration(active: [1, 0]) == configuration)
    }
}
