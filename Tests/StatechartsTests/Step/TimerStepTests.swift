import Statecharts
import Testing

/// `format.md` 6, timers: a function of definition, time of entry and context.
@Suite struct `Timers in a macrostep` {
    private static func armed(_ timers: [ArmedTimer]) -> [String] {
        timers.map { timer in
            let hours = (timer.due.microseconds - StepChart.noon.microseconds) / Span.hours(1).microseconds
            return "\(timer.name.text) \(hours)h"
        }
    }

    private static func timer(_ text: String) throws -> Trigger { .timer(try #require(TimerName(text))) }

    @Test func `entering a state sets its timers: durations, lists and what repeats after the last`() throws {
        var chart = try StepChart(
            """
            p: { TITLE, initial: a, after: { outer: { at: P9D } }, states: { a: { TITLE, after: {
              remind: { at: [PT1H, P1D], every: PT2H }, often: { every: PT3H }, once: { at: PT30H } } } } }
            """)
        let step = try chart.take(.start("begin"))
        let expected = [
            "p.outer#1 216h", "a.remind#1 1h", "a.remind#2 24h", "a.remind#3 26h", "a.often#1 3h", "a.once#1 30h",
        ]
        #expect(Self.armed(step.timers) == expected)
        let again = chart.definition.states.flatMap {
            chart.definition.timers(of: $0.index, enteredAt: StepChart.noon, scope: chart.scope)
        }
        #expect(again == step.timers)
        #expect(chart.definition.states[1].after.map(\.slots) == [1...3, 1...1, 1...1])
    }

    @Test func `a number that the timer does not have is never due`() throws {
        let chart = try StepChart.started("a: { TITLE, after: { remind: { at: P1D, every: P2D } } }")
        let timer = try #require(chart.definition.states.first?.after.first)
        for number in [-1, 0, 3, 4] {
            #expect(timer.due(number, enteredAt: StepChart.noon, scope: chart.scope) == nil, "number \(number)")
        }
        #expect(timer.due(2, enteredAt: StepChart.noon, scope: chart.scope) == StepChart.noon.adding(.days(3)))
    }

    private static let moving = """
        p: { TITLE, initial: a, after: { end: { at: context.until, every: PT6H, to: b } },
          states: { a: { TITLE, after: { pair: { at: [P2D, context.until] } }, on: {
            arm: { by: owner, set: { until: "now + duration('P3D')" } },
            later: { by: owner, set: { until: "now + duration('P5D')" } },
            clear: { by: owner, set: { until: context.never } },
            other: { by: owner, set: { count: context.count + 1, until: context.until } },
            again: { by: owner, set: { until: "now + duration('P4D')" }, to: a } } } } }
        b: { TITLE }
        """

    @Test func `an absent timestamp sets no timer, and nothing that follows it`() throws {
        var chart = try StepChart(Self.moving)
        #expect(Self.armed(try chart.take(.start("begin")).timers) == ["a.pair#1 48h"])
    }

    @Test func `a timer moves with its context, and what repeats after it too`() throws {
        var chart = try StepChart.started(Self.moving)
        let armed = try chart.take(.event("arm"))
        #expect(Self.armed(armed.timers) == ["p.end#1 72h", "p.end#2 78h", "a.pair#2 72h"])
        #expect(armed.cancelled == [])
        #expect(
            Self.armed(try chart.take(.event("later")).timers) == ["p.end#1 120h", "p.end#2 126h", "a.pair#2 120h"])
    }

    @Test func `a timer whose timestamp is cleared is cancelled`() throws {
        var chart = try StepChart.started(Self.moving)
        try chart.take(.event("arm"))
        let step = try chart.take(.event("clear"))
        #expect(step.timers == [])
        #expect(step.cancelled.map(\.text) == ["p.end#1", "p.end#2", "a.pair#2"])
        let nothing = try chart.run(.event("clear")).step
        #expect(nothing.timers == [] && nothing.cancelled == [])
    }

    @Test func `a change that the moment does not read leaves the timer alone`() throws {
        var chart = try StepChart.started(Self.moving)
        try chart.take(.event("arm"))
        let step = try chart.take(.event("other"))
        #expect(step.isChange)
        #expect(step.timers == [] && step.cancelled == [])
    }

    private static func year(_ year: Int) -> String { "timestamp('\(year)-01-01', '09:00', 'UTC')" }

    @Test func `a moment that a changed field does not change is not set a second time`() throws {
        var chart = try StepChart.started(
            """
            a: { TITLE, after: { once: { at: "context.until.orValue(context.count > 5 ? \(Self.year(2031)) : \(Self.year(2031)))" } },
              on: { arm: { by: owner, set: { until: now } }, more: { by: owner, set: { count: context.count + 4 } } } }
            """)
        #expect(Self.armed(try chart.take(.event("arm")).timers) == ["a.once#1 0h"])
        for _ in 1...2 {
            let step = try chart.take(.event("more"))
            #expect(step.timers == [] && step.cancelled == [])
        }
    }

    @Test func `a state entered again sets its timers from now, on the new context`() throws {
        var chart = try StepChart.started(Self.moving)
        let step = try chart.take(.event("again"), now: StepChart.noon.adding(.hours(10)))
        #expect(Self.armed(step.timers) == ["a.pair#1 58h", "a.pair#2 106h", "p.end#1 106h", "p.end#2 112h"])
    }

    @Test func `a timer fires only in its state and at a number that it has`() throws {
        var chart = try StepChart.started(
            """
            a: { TITLE, after: { remind: { at: P1D, every: P1D, set: { ~remind } }, end: { at: P9D, to: b } } }
            b: { TITLE }
            """)
        for number in 1...2 {
            let step = try chart.run(try Self.timer("a.remind#\(number)")).step
            #expect(step.log == "remind")
            #expect(step.took == ["a.remind#1"])
            #expect(step.timers == [] && step.exited == [])
        }
        #expect(chart.rejection(of: try Self.timer("a.remind#3")) == .notOffered)
        #expect(chart.rejection(of: try Self.timer("a.other#1")) == .notOffered)
        #expect(try chart.take(try Self.timer("a.end#1")).took == ["a.end#1"])
        #expect(chart.leaf == "b")
        #expect(chart.rejection(of: try Self.timer("a.remind#1")) == .notOffered)
    }

    @Test func `a timer without a branch that holds does nothing`() throws {
        let chart = try StepChart.started(
            "a: { TITLE, after: { end: { at: P1D, to: { if: context.flag, state: b } } } }\nb: { TITLE }")
        #expect(chart.rejection(of: try Self.timer("a.end#1")) == .noBranch(event: "end"))
    }

    @Test func `one whose branch may leave is an end, the others are reminders`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, after: { remind: { at: P1D }, end: { at: P9D, to: b },
              maybe: { at: P2D, to: [{ if: context.flag, state: b }, {}] } } }
            b: { TITLE }
            """)
        #expect(chart.definition.states[0].after.map(\.isEnd) == [false, true, true])
    }

    @Test func `a timer's name is read back from its text`() {
        let name = TimerName(state: "awaitingActivation", timer: "remind", number: 12)
        #expect(name.text == "awaitingActivation.remind#12")
        #expect(TimerName(name.text) == name)
    }

    @Test(arguments: [
        "", "#", "a", "a.b", "a#1", "a.b#", "a.b#x", ".b#1", "a.#1", "a.b.c#1", "a.b#1#2", "a.b##1", "#a.b#1",
        "..a.b#1",
        "a..b#1", "a.b#0", "a.b#-1", "a.b#+1", "a.b#01", "a.b# 1", "a.b#1#", "a.b#99999999999999999999",
    ])
    func `another text is no timer's name`(text: String) {
        #expect(TimerName(text) == nil)
    }
}
