import Statecharts
import Testing

/// A workflow without a store: every line has one answer, and the same one each time (`format.md` 4).
@Suite struct `Simulation of a workflow` {
    private static let chart = """
        workflow: errand
        version: 1
        title: { en: Errand, ja: 用件 }
        asker: asker
        roles:
          asker: context.asker
          helper: context.helper
          desk: staff('operations')
        context:
          asker: person
          helper: person
          price: { type: integer, min: 1, max: 99, optional: true }
        facts:
          isOpen: { call: isOpen(context.helper), type: boolean }
        actions:
          book: { with: { price: { type: integer, min: 1, max: 99 } }, result: { price: { type: integer, min: 7, max: 99 } }, refused: [full] }
        mails:
          please: { to: helper, link: task }
          done: { to: asker, link: status, with: [price] }
        start:
          ask:
            by: signedIn
            form: { fields: { helper: { type: email } } }
            set: [helper, { asker: caller.person }]
            to: waiting
        states:
          waiting:
            title: { en: Waiting, ja: 待機中 }
            task: { for: helper }
            entry: { mail: please }
            on:
              take:
                by: helper
                form: { fields: { price: { type: integer, min: 1, max: 99 } } }
                do: [{ action: book, into: { price: price }, refused: { full: { refuse: noRoom } } }]
                to: [{ if: facts.isOpen, state: taken }, { refuse: closed }]
              drop: { by: desk, to: dropped }
            after:
              remind: { at: [P7D, P14D], mail: please }
              expire: { at: P14DT1H, to: dropped }
          taken: { title: { en: Taken, ja: 引受済み }, final: true, entry: { mail: done } }
          dropped: { title: { en: Dropped, ja: 終了 }, final: true }
        """

    private func simulation() throws -> Simulation {
        Simulation(try Definition.parse(Self.chart, file: "errand.yaml").definition)
    }

    private static let ask = #"{"event": "ask", "data": {"helper": "h@two.example"}, "as": "a@one.example"}"#

    private func run(_ lines: [String]) throws -> [JSON] {
        var simulation = try simulation()
        return try [simulation.start()] + lines.map { try simulation.run(try JSON(parsing: $0)) }
    }

    @Test func `the start line is empty while an event needs data, and the first line names it`() throws {
        let answers = try run([Self.ask])
        #expect(answers[0].canonicalText == #"{"configuration":[],"context":{},"effects":[],"error":null}"#)
        #expect(
            answers[1].canonicalText == """
                {"configuration":["waiting"],"context":{"asker":{"email":"a@one.example"},\
                "helper":{"email":"h@two.example"}},"effects":[{"mail":"please","with":{}}],"error":null}
                """)
    }

    @Test func `facts and results come from the line, else from their types`() throws {
        let take = #"{"event": "take", "data": {"price": 5}, "as": "helper""#
        let answers = try run([
            Self.ask, take + "}", take + #", "facts": {"isOpen": true}, "results": {"book": {"refused": "full"}}}"#,
            take + #", "facts": {"isOpen": true}}"#,
        ])
        #expect(answers[2]["error"] == "closed")
        #expect(answers[3]["error"] == "noRoom")
        #expect(answers[3]["configuration"] == ["waiting"])
        #expect(answers[4]["error"]?.isNull == true)
        #expect(answers[4]["configuration"] == ["taken"])
        #expect(answers[4]["context"]?["price"] == 7)
        #expect(
            answers[4]["effects"]?.canonicalText == """
                [{"action":"book","returned":{"price":7}},{"mail":"done","with":{"price":7}}]
                """)
    }

    @Test func `timers fire each at its time, and an end waits a day after the last reminder`() throws {
        let answers = try run([
            Self.ask, #"{"advance": "P6D"}"#, #"{"advance": "P1D"}"#, #"{"advance": "P7DT23H"}"#,
            #"{"advance": "PT1H"}"#,
        ])
        #expect(answers[2]["effects"] == [])
        #expect(
            answers[3]["effects"]?.canonicalText == #"[{"timer":"waiting.remind#1"},{"mail":"please","with":{}}]"#)
        #expect(
            answers[4]["effects"]?.canonicalText == #"[{"timer":"waiting.remind#2"},{"mail":"please","with":{}}]"#)
        #expect(answers[4]["configuration"] == ["waiting"])
        #expect(answers[5]["effects"]?.canonicalText == #"[{"timer":"waiting.expire#1"}]"#)
        #expect(answers[5]["configuration"] == ["dropped"])
    }

    @Test(arguments: [
        (#"{"event": "take", "data": {"price": 5}, "as": "a@one.example"}"#, "notAllowed"),
        (#"{"event": "take", "data": {"price": 500}, "as": "helper"}"#, "formInvalid"),
        (#"{"event": "take", "data": {"price": 5}, "as": "system"}"#, "notAllowed"),
        (#"{"event": "fly"}"#, "eventNotAllowed"),
        (#"{"event": "drop", "data": {"why": "x"}, "as": "desk"}"#, "formInvalid"),
    ])
    func `a refusal is an answer with its name, and changes nothing`(line: String, error: String) throws {
        let answers = try run([Self.ask, line])
        #expect(answers[2]["error"]?.stringValue == error)
        #expect(answers[2]["configuration"] == answers[1]["configuration"])
        #expect(answers[2]["context"] == answers[1]["context"])
        #expect(answers[2]["effects"] == [])
    }

    @Test func `an end is an end`() throws {
        let answers = try run([Self.ask, #"{"event": "drop", "as": "desk"}"#, #"{"event": "drop", "as": "desk"}"#])
        #expect(answers[2]["configuration"] == ["dropped"])
        #expect(answers[3]["error"] == "eventNotAllowed")
    }

    @Test(arguments: [
        (#"[]"#, "a line is a JSON object"), (#"{}"#, "either 'event' or 'advance'"),
        (#"{"event": "take", "advance": "P1D"}"#, "either 'event' or 'advance'"),
        (#"{"advance": "soon"}"#, "a duration"), (#"{"advance": "-P1D"}"#, "a duration"),
        (#"{"event": "take", "as": "nobody"}"#, "asker, helper, desk"),
        (#"{"event": "take", "facts": {"isShut": true}}"#, "'isShut' is not declared"),
        (#"{"event": "take", "facts": {"isOpen": "yes"}}"#, "not of its type"),
        (#"{"event": "take", "results": {"paint": {}}}"#, "'paint' is not declared"),
        (#"{"event": "take", "results": {"book": {"refused": "angry"}}}"#, "no such refusal"),
        (#"{"event": "take", "who": "me"}"#, "unknown member 'who'"),
    ])
    func `a line that does not fit the workflow is said`(line: String, words: String) throws {
        var simulation = try simulation()
        _ = try simulation.run(try JSON(parsing: Self.ask))
        do {
            _ = try simulation.run(try JSON(parsing: line))
            Issue.record("accepted: \(line)")
        } catch let error as SimulationError {
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test func `a step that breaks an invariant is a fault of the workflow, and is not done`() throws {
        let chart =
            Self.chart + """

                invariants:
                  always: { cheap: context.price.orValue(1) < 50 }
                  never: { unpriced: in('taken') && !has(context.price) }
                """
        var simulation = Simulation(try Definition.parse(chart, file: "errand.yaml").definition)
        _ = try simulation.start()
        let before = try simulation.run(try JSON(parsing: Self.ask))
        let dear =
            #"{"event": "take", "data": {"price": 5}, "facts": {"isOpen": true}, "results": {"book": {"price": 60}}}"#
        do {
            _ = try simulation.run(try JSON(parsing: dear))
            Issue.record("done")
        } catch let error as SimulationError {
            #expect(error.description == "the invariant 'cheap' does not hold after 'take'")
        }
        #expect(try simulation.run(try JSON(parsing: #"{"advance": "P1D"}"#))["context"] == before["context"])
    }

    @Test func `a simulated map has the default for everybody`() throws {
        var simulation = Simulation(try LanguageWorkflow.parse())
        _ = try simulation.start()
        _ = try simulation.run(
            try JSON(
                parsing: #"{"event": "ask", "data": {"account": "acc-1", "mood": "bad"}, "facts": {"isFree": true}}"#))
        let done = try simulation.run(try JSON(parsing: #"{"event": "finish", "as": "asker"}"#))
        #expect(done["error"]?.isNull == true && done["configuration"] == ["done"])
        #expect(done["context"]?["trust"] == .object([]))
        let refused = #"{"event": "finish", "data": {"chosen": {"a@one.example": true}}, "as": "asker"}"#
        #expect(try simulation.run(try JSON(parsing: refused))["error"] == "eventNotAllowed")
    }

    @Test func `one start event that needs no data starts at once`() throws {
        let chart = """
            workflow: lamp
            version: 1
            title: { en: Lamp, ja: 灯り }
            asker: asker
            roles: { asker: context.asker }
            context: { asker: person }
            start:
              light: { by: signedIn, set: { asker: caller.person }, to: burning }
            states:
              burning:
                title: { en: Burning, ja: 点灯 }
                on: { out: { by: asker, to: dark } }
                after: { end: { at: P1D, to: dark } }
              dark: { title: { en: Dark, ja: 消灯 }, final: true }
            """
        var simulation = Simulation(try Definition.parse(chart, file: "lamp.yaml").definition)
        #expect(try simulation.start()["configuration"] == ["burning"])
        #expect(try simulation.run(try JSON(parsing: #"{"event": "out"}"#))["configuration"] == ["dark"])
    }

    @Test func `who holds an excepted role is not let through, and a role is played by somebody who is not`() throws {
        let chart = """
            workflow: gate
            version: 1
            title: { en: Gate, ja: 門 }
            asker: asker
            roles:
              asker: context.asker
              party: context.parties
              keeper: { of: [staff('operations'), context.parties], except: [asker] }
              judge: { of: staff('operations'), except: [party] }
            context: { asker: person, parties: { type: list, of: email, max: 3 } }
            start:
              knock:
                by: signedIn
                set: { asker: caller.person, parties: "[caller.email, 'b@two.example']" }
                to: shut
            states:
              shut:
                title: { en: Shut, ja: 閉 }
                on:
                  look: { by: keeper }
                  weigh: { by: judge }
                  open: { by: asker, to: open }
              open: { title: { en: Open, ja: 開 }, final: true }
            """
        var simulation = Simulation(try Definition.parse(chart, file: "gate.yaml").definition)
        _ = try simulation.start()
        func error(_ event: String, as name: String) throws -> JSON? {
            try simulation.run(.object([("event", .string(event)), ("as", .string(name))]))["error"]
        }
        #expect(try error("look", as: "keeper")?.isNull == true)
        #expect(try error("look", as: "b@two.example")?.isNull == true)
        #expect(try error("look", as: "asker") == "notAllowed")
        #expect(try error("weigh", as: "judge")?.isNull == true)
        #expect(try error("weigh", as: "party") == "notAllowed")
    }
}
