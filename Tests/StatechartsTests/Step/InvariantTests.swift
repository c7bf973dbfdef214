import Statecharts
import Testing

/// `always` and `never` at the end of a macrostep, and only there (`format.md` section 12).
@Suite struct `Invariants of a macrostep` {
    private static let states = """
        a:
          TITLE
          on:
            up: { by: owner, set: { count: context.count + 1 } }
            leap: { by: owner, set: { count: 9, flag: true }, to: over }
            shout: { by: owner, set: { flag: true } }
            end: { by: owner, to: z }
            ask: { by: owner, do: [{ action: ask, with: { word: "'x'" }, into: { count: level }, refused: { busy: z, gone: z } }] }
          after: { burst: { at: P1D, set: { count: 8 } } }
        over: { eventless: { set: { count: 0, flag: false }, state: a } }
        z: { TITLE, final: true }
        """
    private static let invariants = """
        invariants:
          always: { small: context.count < 3, quiet: "!context.flag || in('over')" }
          never: { endedEarly: in('z') && context.count == 0 }
          eventually: { elsewhere: context.count > 100 }
        """

    private func chart() throws -> StepChart { try StepChart.started(Self.states, after: Self.invariants) }

    @Test func `what keeps them is done`() throws {
        var chart = try chart()
        try chart.take(.event("up"))
        try chart.take(.event("up"))
        #expect(chart.snapshot.context["count"] == .integer(2))
        try chart.take(.event("end"))
        #expect(chart.leaf == "z")
    }

    @Test(arguments: [
        ("shout", "quiet"), ("end", "endedEarly"),
    ])
    func `what breaks one is not, and the first of them is named`(event: String, invariant: String) throws {
        #expect(try chart().rejection(of: .event(event)) == .broken(invariant: invariant))
    }

    @Test func `values set by events, timers and actions count alike`() throws {
        var chart = try chart()
        let timer = try #require(TimerName("a.burst#1"))
        #expect(chart.rejection(of: .timer(timer)) == .broken(invariant: "small"))
        let high = [ActionOutcome.returned(["level": .integer(5)])]
        #expect(chart.rejection(of: .event("ask"), answers: high) == .broken(invariant: "small"))
        #expect(chart.rejection(of: .event("ask"), answers: [.refused("busy")]) == .broken(invariant: "endedEarly"))
        try chart.take(.event("up"))
        #expect(chart.rejection(of: .event("ask"), answers: [.refused("busy")]) == nil)
    }

    @Test func `on the way they may be broken`() throws {
        var chart = try chart()
        let step = try chart.take(.event("leap"))
        #expect(step.snapshot.context["count"] == .integer(0) && chart.leaf == "a")
    }

    @Test func `a start is held against them`() throws {
        let chart = try StepChart(begin: "set: { count: 7 }, to: a", Self.states, after: Self.invariants)
        #expect(chart.rejection(of: .start("begin")) == .broken(invariant: "small"))
    }
}
