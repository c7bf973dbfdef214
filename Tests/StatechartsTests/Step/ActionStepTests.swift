import Statecharts
import Testing

/// `format.md` 6, "a refused action"; `commit.md` 4, "a refusal the definition handles".
@Suite struct `Actions in a macrostep` {
    private static let busy = ActionOutcome.refused("busy")
    private static let gone = ActionOutcome.refused("gone")

    private static func level(_ number: Int64) -> ActionOutcome { .returned(["level": .integer(number)]) }

    /// A call, `word` being what it is asked.
    private static func call(_ word: String, refused: String = "{}") -> String {
        "{ action: ask, with: { word: \"'\(word)'\" }, into: { count: level }, refused: \(refused) }"
    }

    private static func words(_ run: StepRun) -> [Value?] { run.requests.map { $0.input["word"] } }

    @Test func `results go into the context, where later calls, mails and entry blocks see them`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, do: [\(Self.call("one")),
              { action: ask, with: { word: "context.count == 4 ? 'four' : 'other'" } }], to: b } } }
            b: { TITLE, entry: { if: context.count == 4, set: { ~four } } }
            """)
        let run = try chart.run(.event("go"), answers: [Self.level(4), Self.level(9)])
        #expect(Self.words(run) == [.text("one"), .text("four")])
        #expect(run.step.set == ["count": .integer(4), "log": .text(" four")])
        #expect(run.step.results.map(\.outcome) == [Self.level(4), Self.level(9)])
        #expect(run.undone == 0)
    }

    @Test func `a refusal that nobody names refuses the command`() throws {
        let chart = try StepChart.started(
            "a: { TITLE, on: { go: { by: owner, do: [\(Self.call("x", refused: "{ gone: b }"))], to: b } } }\nb: { TITLE }"
        )
        #expect(chart.rejection(answers: [Self.busy]) == .actionRefused(action: "ask", refusal: "busy"))
        #expect(chart.rejection(answers: [Self.gone]) == nil)
        #expect(chart.rejection(answers: [.refused("unheard")]) == .actionRefused(action: "ask", refusal: "unheard"))
    }

    @Test func `a refusal that is named takes its branch instead of everything before it`() throws {
        let refused = "{ busy: { set: { ~refused }, mail: note, state: c } }"
        let chart = try StepChart.started(
            """
            a: { TITLE, exit: { set: { ~exitA } }, on: { go: { by: owner, set: { ~shared, flag: "true" }, mail: note,
              do: [\(Self.call("one")), \(Self.call("two", refused: refused))], to: { set: { ~branch }, state: b } } } }
            b: { TITLE, entry: { set: { ~entryB } } }
            c: { TITLE, entry: { set: { ~entryC } } }
            """)
        let run = try chart.run(.event("go"), answers: [Self.level(4), Self.busy])
        #expect(run.step.log == "exitA refused entryC")
        #expect(run.step.mailed == ["exitA refused"])
        #expect(run.step.set == ["log": .text(" exitA refused entryC")])
        #expect(run.step.took == ["a.go!busy"])
        #expect(chart.names(run.step.exited) == ["a"] && chart.names(run.step.entered) == ["c"])
        #expect(run.undone == 1)
        #expect(run.step.results.map(\.outcome) == [Self.level(4), Self.busy])
    }

    @Test func `a named refusal may stay, and then nothing has happened`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, exit: { set: { ~exitA } }, on: { go: { by: owner, set: { flag: "true" },
              do: [\(Self.call("x", refused: "{ busy: {} }"))], to: b } } }
            b: { TITLE }
            """)
        let step = try chart.run(.event("go"), answers: [Self.busy]).step
        #expect(!step.isChange)
        #expect(step.snapshot == chart.snapshot)
        #expect(step.effects == [])
    }

    @Test func `a named refusal may refuse with a text, at a field`() throws {
        let refused = "{ busy: { refuse: { error: tooBusy, field: count } }, gone: { refuse: tooLate } }"
        let chart = try StepChart.started(
            "a: { TITLE, on: { go: { by: owner, form: [count], do: [\(Self.call("x", refused: refused))] } } }")
        #expect(chart.rejection(answers: [Self.busy]) == .refused(error: "tooBusy", field: "count"))
        #expect(chart.rejection(answers: [Self.gone]) == .refused(error: "tooLate", field: nil))
    }

    @Test func `a refusal in an entry block replaces the event's branch, not the entry alone`() throws {
        let refused = "{ busy: { set: { ~refused }, state: c }, gone: a }"
        let chart = try StepChart.started(
            """
            a: { TITLE, exit: { set: { ~exitA } }, on: { go: { by: owner, set: { ~shared }, to: b } } }
            b: { TITLE, entry: { set: { ~entryB }, do: [\(Self.call("x", refused: refused))] } }
            c: { TITLE }
            """)
        let step = try chart.run(.event("go"), answers: [Self.busy]).step
        #expect(step.log == "exitA refused")
        #expect(step.took == ["a.go!busy"])
        #expect(chart.names(step.exited) == ["a"] && chart.names(step.entered) == ["c"])
    }

    @Test func `a refusal in an eventless follower replaces the event's branch too`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, set: { ~shared }, to: b } } }
            b: { eventless: { do: [\(Self.call("x", refused: "{ busy: { set: { ~refused } }, gone: c }"))], state: c } }
            c: { TITLE }
            """)
        let run = try chart.run(.event("go"), answers: [Self.busy])
        #expect(run.step.log == "refused")
        #expect(run.step.entered == [])
        #expect(try chart.run(.event("go"), answers: [Self.level(1)]).step.took == ["a.go#1", "b.eventless#1"])
    }

    @Test func `a refusal's branch may itself act and be refused`() throws {
        let second = Self.call("second", refused: "{ gone: { set: { ~twice }, state: c } }")
        let first = Self.call("first", refused: "{ busy: { set: { ~once }, do: [\(second)], state: b } }")
        let chart = try StepChart.started(
            "a: { TITLE, on: { go: { by: owner, do: [\(first)], to: b } } }\nb: { TITLE }\nc: { TITLE }")
        let once = try chart.run(.event("go"), answers: [Self.busy, Self.level(6)])
        #expect(Self.words(once) == [.text("first"), .text("second")])
        #expect(once.step.set == ["count": .integer(6), "log": .text(" once")])
        let twice = try chart.run(.event("go"), answers: [Self.busy, Self.gone])
        #expect(twice.step.log == "twice")
        #expect(twice.step.took == ["a.go!gone"])
        #expect(twice.undone == 2)
        #expect(
            chart.rejection(answers: [Self.busy, Self.busy]) == .actionRefused(action: "ask", refusal: "busy"))
    }

    @Test func `the microsteps before a refusal do not count`() throws {
        let chart = try StepChart.started(
            """
            a: { TITLE, on: { go: { by: owner, set: { count: "60" }, to: b } } }
            b: { TITLE, eventless: [{ if: context.count > 0, set: { count: context.count - 1 } },
              { if: "!context.flag", do: [{ action: ask, with: { word: "'x'" },
                refused: { busy: { set: { count: "60", flag: "true" }, state: b }, gone: {} } }], state: a }] }
            """)
        #expect(chart.rejection(answers: [Self.busy]) == nil)
    }

    @Test func `after a refusal at the start the defaults are there again`() throws {
        let chart = try StepChart(
            begin: "set: { count: \"7\" }, do: [\(Self.call("x", refused: "{ busy: a }"))], to: b",
            "a: { TITLE }\nb: { TITLE }")
        let step = try chart.run(.start("begin"), answers: [Self.busy]).step
        #expect(step.set["count"] == .integer(0))
        #expect(chart.names(step.entered) == ["a"])
        #expect(step.took == ["start.begin!busy"])
    }

    private static func startChild(_ name: String) -> String {
        "start: { workflow: \(name), event: open }"
    }

    private static func refusable(_ step: Step) -> [String: Bool] {
        var found: [String: Bool] = [:]
        for case .start(let start) in step.effects { found[start.workflow] = start.isRefusable }
        return found
    }

    @Test func `a start may refuse the command in the event's own branch, not in entry, exit or eventless`() throws {
        let chart = try StepChart.started(
            """
            p: { TITLE, initial: a, states: {
              a: { TITLE, exit: { \(Self.startChild("exiting")) },
                eventless: { if: context.flag, set: { flag: "false" }, \(Self.startChild("following")) },
                on: { go: { by: owner, set: { flag: "true" }, \(Self.startChild("shared")),
                  to: { \(Self.startChild("branch")), state: b } },
                  stay: { by: owner, set: { flag: "true" }, \(Self.startChild("branch")) } } },
              b: { TITLE, entry: { \(Self.startChild("entering")) }, eventless: { if: context.flag,
                set: { flag: "false" }, \(Self.startChild("following")) } } } }
            """)
        let expected = ["shared": true, "branch": true, "exiting": false, "entering": false, "following": false]
        #expect(Self.refusable(try chart.run(.event("go")).step) == expected)
        #expect(Self.refusable(try chart.run(.event("stay")).step) == ["branch": true, "following": false])
    }

    @Test func `a start may refuse the command at its own start, and never a timer`() throws {
        var chart = try StepChart(
            begin: "\(Self.startChild("branch")), to: a",
            """
            a: { TITLE, entry: { \(Self.startChild("entering")) },
              after: { pass: { at: P1D, \(Self.startChild("shared")), to: { \(Self.startChild("branch")) } },
                ask: { at: P1D, do: [{ action: ask, with: { word: "'x'" },
                  refused: { busy: { \(Self.startChild("refused")) }, gone: {} } }] } },
              on: { go: { by: owner, do: [\(Self.call("x", refused: "{ busy: { \(Self.startChild("refused")) } }"))] } } }
            """)
        #expect(Self.refusable(try chart.take(.start("begin"))) == ["branch": true, "entering": false])
        let pass = Trigger.timer(TimerName(state: "a", timer: "pass", number: 1))
        #expect(Self.refusable(try chart.run(pass).step) == ["shared": false, "branch": false])
        let ask = Trigger.timer(TimerName(state: "a", timer: "ask", number: 1))
        #expect(Self.refusable(try chart.run(ask, answers: [Self.busy]).step) == ["refused": false])
        #expect(Self.refusable(try chart.run(.event("go"), answers: [Self.busy]).step) == ["refused": true])
    }
}
