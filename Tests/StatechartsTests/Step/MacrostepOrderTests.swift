import Statecharts
import Testing

/// `format.md` 6, order 9: exit, the branch's block, entry, then eventless transitions until the chart is stable.
@Suite struct `The order inside a macrostep` {
    @Test func `exit runs innermost first, then the branch, then entry outermost first`() throws {
        let chart = try StepChart.started(
            """
            p: { TITLE, initial: q, exit: { set: { ~exitP } }, states: {
              q: { TITLE, initial: a, exit: { set: { ~exitQ } }, states: {
                a: { TITLE, exit: { set: { ~exitA } },
                  on: { go: { by: owner, set: { ~shared }, to: { set: { ~branch }, state: z } } } } } } } }
            x: { TITLE, initial: y, entry: { set: { ~entryX } }, states: {
              y: { TITLE, initial: z, entry: { set: { ~entryY } }, states: {
                z: { TITLE, entry: [{ set: { ~entryZ } }, { set: { ~againZ } }] } } } } }
            """)
        let step = try chart.run(.event("go")).step
        #expect(step.log == "exitA exitQ exitP shared branch entryX entryY entryZ againZ")
        #expect(chart.names(step.exited) == ["a", "q", "p"])
        #expect(chart.names(step.entered) == ["x", "y", "z"])
        #expect(step.took == ["a.go#1"])
    }

    @Test func `each shared key runs before the branch's, and set before do before mail`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, set: { ~shared }, do: [{ action: ask, with: { word: context.log } }],
              mail: note, to: { set: { ~branch }, do: [{ action: ask, with: { word: context.log } }], mail: note } } } }
            """)
        let answers = [ActionOutcome.returned(["level": .integer(1)]), .returned(["level": .integer(2)])]
        let run = try chart.run(.event("go"), answers: answers)
        #expect(run.requests.map { $0.input["word"] } == [.text(" shared branch"), .text(" shared branch")])
        #expect(run.step.mailed == ["shared branch", "shared branch"])
    }

    @Test func `all right sides of a set read the values before it`() throws {
        let chart = try StepChart.started(
            "a: { TITLE, on: { go: { by: owner, set: { count: context.count + 1, flag: context.count == 0 } } } }")
        let step = try chart.run(.event("go")).step
        #expect(step.set == ["count": .integer(1), "flag": .boolean(true)])
    }

    @Test func `the branch's set reads what the shared set gave`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, set: { count: "5" }, to: [
              { if: context.count == 5, refuse: late }, { set: { flag: context.count == 5 } }] } } }
            """)
        #expect(try chart.run(.event("go")).step.set == ["count": .integer(5), "flag": .boolean(true)])
    }

    @Test func `all entry blocks whose condition holds run, on the values so far`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, to: b } } }
            b: { TITLE, entry: [{ if: context.flag, set: { ~no } }, { set: { flag: "true", ~one } },
              { if: context.flag, set: { ~two } }] }
            """)
        #expect(try chart.run(.event("go")).step.log == "one two")
    }

    @Test func `in() holds in the state's own exit block, in its entry block, and not between`() throws {
        let test = "set: { ~yes }"
        let chart = try StepChart.started(
            """
            a: { TITLE, exit: { if: in('a'), \(test) },
              on: { go: { by: owner, set: { ~branch, flag: in('a') || in('b') }, to: b } } }
            b: { TITLE, entry: [{ if: in('a'), set: { ~no } }, { if: in('b'), \(test) }] }
            """)
        let step = try chart.run(.event("go")).step
        #expect(step.log == "yes branch yes")
        #expect(step.set["flag"] == nil)
    }

    @Test func `eventless followers run until the chart is stable`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, to: b } } }
            b: { exit: { set: { ~exitB } }, eventless: c }
            c: { TITLE, initial: d, states: {
              d: { TITLE, eventless: [{ if: context.flag, state: a }, { if: context.count < 2,
                set: { count: context.count + 1, ~follow } }, { if: context.count == 2, set: { ~to }, state: e }] },
              e: { TITLE, entry: { set: { ~entryE } } } } }
            """)
        let step = try chart.run(.event("go")).step
        #expect(step.log == "exitB follow follow to entryE")
        #expect(step.took == ["a.go#1", "b.eventless#1", "d.eventless#2", "d.eventless#2", "d.eventless#3"])
        #expect(chart.names(step.exited) == ["a"])
        #expect(chart.names(step.entered) == ["c", "e"])
    }

    @Test func `the innermost eventless transition is taken first`() throws {
        let chart = try StepChart.started(
            begin: "to: b",
            """
            p: { TITLE, initial: a, eventless: { if: context.count < 2, set: { count: context.count + 1, ~outer } },
              states: { a: { TITLE, on: { go: { by: owner, set: { flag: "false", count: "0" } } },
                eventless: { if: "!context.flag", set: { flag: "true", ~inner } } } } }
            b: { eventless: p }
            """)
        #expect(try chart.run(.event("go")).step.log == "inner outer outer inner outer outer")
    }

    @Test(arguments: [(99, true), (100, true), (101, false)])
    func `100 microsteps are run and one more is unstable`(count: Int, isRun: Bool) throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, set: { count: "\(count)" }, to: b } } }
            b: { TITLE, eventless: { if: context.count > 0, set: { count: context.count - 1 } } }
            """)
        #expect(chart.rejection() == (isRun ? nil : .unstable))
    }

    @Test func `a start sets the defaults, then enters from the outside`() throws {
        var chart = try StepChart(
            begin: "set: { ~start }, to: a",
            "p: { TITLE, initial: b, entry: { set: { ~entryP } }, states: { b: { TITLE }, a: { TITLE } } }")
        let step = try chart.take(.start("begin"))
        #expect(step.log == "start entryP")
        #expect(chart.names(step.entered) == ["p", "a"])
        #expect(step.exited == [])
        #expect(step.took == ["start.begin#1"])
        let defaults: Record = [
            "log": .text(" start entryP"), "flag": .boolean(false), "count": .integer(0), "people": .list([]),
        ]
        #expect(step.set == defaults)
        #expect(step.unset == [])
    }

    @Test func `set and unset name only what differs`() throws {
        var chart = try StepChart.started(
            """
            a: { TITLE, on: {
              arm: { by: owner, set: { until: now, count: "3" } },
              go: { by: owner, set: { until: context.never, count: "3", flag: "!context.flag" } } } }
            """)
        try chart.take(.event("arm"))
        let step = try chart.take(.event("go"))
        #expect(step.set == ["flag": .boolean(true)])
        #expect(step.unset == ["until"])
        #expect(step.snapshot.context["until"] == nil)
        let again = try chart.run(.event("arm")).step
        #expect(again.set == ["until": .timestamp(StepChart.noon)])
    }

    @Test func `a value that is set and set back is no change`() throws {
        let chart = try StepChart.started(
            "a: { TITLE, on: { go: { by: owner, set: { flag: \"true\" }, to: { set: { flag: \"false\" } } } } }")
        let step = try chart.run(.event("go")).step
        #expect(step.set == [:])
        #expect(!step.isChange)
    }

    @Test func `a set outside its bounds refuses the command at the field`() throws {
        let chart = try StepChart.started(
            "a: { TITLE, on: { go: { by: owner, set: { count: context.count - 1 }, to: b } } }\nb: { TITLE }")
        #expect(chart.rejection() == .outOfBounds(field: "count", error: "outOfRange"))
    }

    @Test func `a start of instances has one effect per element, with its values then`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, set: { people: "['a@one.example', 'b@two.example']" }, mail: note,
              start: { workflow: other, event: open, each: { who: context.people }, with: { person: who } } } } }
            """)
        let effects = try chart.run(.event("go")).step.effects
        let starts = ["a@one.example", "b@two.example"].enumerated().map { number, email in
            Effect.start(
                StartEffect(
                    workflow: "other", event: "open", data: ["person": .text(email)], isRefusable: true,
                    id: "started-\(number)"))
        }
        #expect(effects == starts + [.mail(name: "note", values: ["log": .text("")])])
    }
}
