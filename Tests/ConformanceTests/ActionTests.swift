import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// Domain actions inside the step's transaction (`commit.md` 4).
@Suite struct `C20 to C27 actions, timers and children of one commit` {
    private let written = "select count(*) from security_event where code = 'test'"

    @Test(arguments: TestStore.allCases)
    func `C20 a timer leaves one state, the press the next, and one timer row is armed`(store: TestStore) async throws {
        let world = try await BareWorld.acting(store)
        let id = try await world.start("acting").instance.id
        world.time.advance(.days(1))
        let answer = try await world.send("on", to: id)
        #expect(answer.instance.state == "third")
        #expect(answer.instance.revision == 3)
        let timers = try await world.rows("select name, armed_revision from timer")
        #expect(try timers.map { try $0.text(0) } == ["third.pass#1"])
        #expect(try timers.map { try $0.integer(1) } == [3])
    }

    @Test(arguments: TestStore.allCases)
    func `C25 a handled refusal before any write takes its branch`(store: TestStore) async throws {
        let world = try await BareWorld.acting(store)
        world.deeds["taken"] = true
        let id = try await world.start("acting").instance.id
        let answer = try await world.send("alone", to: id)
        #expect(answer.instance.state == "other")
        let entry = try await world.rows("select entry from history where revision = 2").first?.text(0)
        #expect(entry?.contains(#""results":[{"action":"refuse","refused":"taken"}]"#) == true)
        #expect(entry?.contains(#""took":["first.alone!taken"]"#) == true)
    }

    @Test(arguments: TestStore.allCases)
    func `C25 an unhandled refusal leaves the due timer and nothing else`(store: TestStore) async throws {
        let world = try await BareWorld.acting(store)
        world.deeds["taken"] = true
        let id = try await world.start("acting").instance.id
        let first = try await world.refusal { _ = try await world.send("unhandled", to: id, key: "k") }
        #expect(first?.text?.key == "actions.refuse.taken")
        #expect(try await world.count("select revision from instance") == 1)
        world.time.advance(.days(1))
        let late = try await world.refusal { _ = try await world.send("unhandled", to: id) }
        #expect(late?.code == .eventNotAllowed)
        #expect(try await world.engine.instance(id, as: .system).state == "second")
        let replay = try await world.refusal { _ = try await world.send("unhandled", to: id, key: "k") }
        #expect(replay?.isReplay == true && replay?.code == .refused)
    }

    @Test(arguments: TestStore.allCases)
    func `C26 what an action wrote before another refused is taken back`(store: TestStore) async throws {
        let world = try await BareWorld.acting(store)
        world.deeds["taken"] = true
        let id = try await world.start("acting").instance.id
        let answer = try await world.send("both", to: id)
        #expect(answer.instance.state == "other")
        #expect(answer.instance.context["written"] == nil)
        #expect(world.deeds.log == ["write kept?", "refuse"])
        #expect(try await world.count(written) == 0)
        let entry = try await world.rows("select entry from history where revision = 2")[0].text(0)
        let json = try JSON(parsing: Array(entry.utf8))
        #expect(json["took"] == .array(["first.both!taken"]) && json["set"] == nil)
        let replayed = try replay(json, by: try #require(world.engine.definition("acting")), at: world.time.now)
        #expect(replayed.took == ["first.both!taken"] && replayed.set.isEmpty && replayed.effects.isEmpty)
        world.deeds["taken"] = false
        let second = try await world.start("acting").instance.id
        #expect(try await world.send("both", to: second).instance.context["written"] == .text("kept?"))
        #expect(try await world.count(written) == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C27 children have the same ids from the same seed, and exist once`(store: TestStore) async throws {
        let people = JSON.object([("people", .array(["a@one.example", "b@two.example"]))])
        var runs: [[InstanceID]] = []
        for _ in 0..<2 {
            let world = try await BareWorld(store, definitions: [Charts.parent, Charts.child], seed: 99)
            let id = try await world.start("parent", people).instance.id
            let started = try await world.send("invite", to: id).instance.started
            #expect(started.count == 2)
            #expect(try await world.count("select count(*) from instance") == 3)
            runs.append(started)
            let entry = try await world.rows(
                "select entry from history where instance_id = $1 and revision = 2", .text(id.text)
            ).first?.text(0)
            for child in started { #expect(entry?.contains(child.text) == true) }
        }
        #expect(runs[0] == runs[1])
    }

    @Test(arguments: TestStore.allCases)
    func `a child that refuses refuses the press, and is only recorded in an entry block`(store: TestStore) async throws
    {
        let world = try await BareWorld(store, definitions: [Charts.parent, Charts.child])
        let people = JSON.object([("people", .array(["a@one.example", "b@two.example"]))])
        let id = try await world.start("parent", people).instance.id
        _ = try await world.send("invite", to: id)
        let again = try await world.refusal { _ = try await world.send("invite", to: id) }
        #expect(again?.code == .alreadyOpen)
        #expect(try await world.count("select count(*) from instance") == 3)
        let finished = try await world.send("done", to: id)
        #expect(finished.instance.isFinal && finished.instance.started.isEmpty)
        let entry = try await world.rows(
            "select entry from history where instance_id = $1 and revision = 3", .text(id.text)
        ).first?.text(0)
        #expect(entry?.contains(#""reason":"already-open""#) == true)
    }

    /// The step that the entry's recorded answers lead to, with nobody to perform anything.
    private func replay(_ entry: JSON, by definition: Definition, at now: Timestamp) throws -> Step {
        var recorded = entry["results"]?.arrayValue ?? []
        let asker = PersonReference(email: "asker@one.example")
        let snapshot = Snapshot(
            configuration: try #require(Configuration(leafNames: ["first"], in: definition)),
            context: ["asker": .person(asker)])
        var macrostep = try Macrostep(
            definition, at: snapshot, on: .event("both"), data: [:],
            caller: CallerValues(person: asker, language: "en", session: "s"), facts: [:], now: now)
        while true {
            switch try macrostep.next() {
            case .commit(let step):
                #expect(recorded.isEmpty)
                return step
            case .perform(let request):
                let result = recorded.removeFirst()
                #expect(result["action"] == .string(request.action))
                let written = result["returned"]?["written"]?.stringValue.map { ["written": Value.text($0)] }
                let refused = result["refused"]?.stringValue.map(ActionOutcome.refused)
                _ = try macrostep.resume(with: refused ?? .returned(written ?? [:]))
            }
        }
    }
}
