import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// A workflow that would break its own promise stops before it does (`format.md` 12, R-6).
@Suite struct `R6 invariants of a workflow` {
    private static let ledger = """
        workflow: ledger
        version: 1
        title: { en: Ledger, ja: 台帳 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          count: { type: integer, min: 0, max: 99, default: 0 }
          written: { type: text, max: 60, optional: true, personal: false }
        facts:
          isClosed: { call: flag('isClosed'), type: boolean }
        actions:
          write: { with: { word: text }, result: { written: text }, refused: [full] }
        mails:
          noted: { to: owner }
        start:
          begin: { by: signedIn, form: [count], set: [count, { owner: caller.person }], to: open }
        states:
          open:
            title: { en: Open, ja: 受付中 }
            on:
              add: { by: owner, set: { count: context.count + 1 } }
              enter:
                by: owner
                set: { count: context.count + 3 }
                do: [{ action: write, with: { word: "'w'" }, into: [written] }]
                mail: noted
            after: { end: { at: P9D, to: ended }, burst: { at: P1D, to: [{ if: context.count > 2, set: { count: 50 } }, {}] } }
          ended: { title: { en: Ended, ja: 終了 }, final: true }
        invariants:
          always: { few: context.count < 5, open: "!facts.isClosed" }
          never: { endedFull: in('ended') && context.count == 4 }
          eventually: { over: in('ended') }
        """

    private func world(_ store: TestStore) async throws -> (BareWorld, Deeds) {
        let deeds = Deeds()
        let world = try await BareWorld(
            store, definitions: [Self.ledger], facts: [Facts.flag(deeds)], actions: [WriteAction(deeds: deeds)],
            deeds: deeds)
        return (world, deeds)
    }

    private func start(_ world: BareWorld, _ count: Int64) async throws -> InstanceID {
        try await world.start("ledger", .object([("count", .integer(count))])).instance.id
    }

    private func causes(_ world: BareWorld) async throws -> [String] {
        try await world.rows("select id, stuck from instance where stuck is not null order by id").map {
            "\(try $0.text(0)): \(try $0.text(1))"
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a step that breaks one is undone whole, and the instance is set aside with its name`(
        store: TestStore
    ) async throws {
        let (world, deeds) = try await world(store)
        let id = try await start(world, 2)
        let whole = try await start(world, 0)
        let refused = try await world.refusal { _ = try await world.send("enter", to: id, key: "k") }
        #expect(refused?.code == .stuck && refused?.status == 503)
        #expect(deeds.log == ["write w"])
        #expect(try await world.count("select count(*) from security_event") == 0)
        #expect(try await world.count("select count(*) from outbox") == 0)
        #expect(try await world.count("select count(*) from receipt") == 0)
        #expect(try await world.count("select count(*) from history where instance_id = $1", .text(id.text)) == 1)
        #expect(try await causes(world) == ["\(id): the invariant 'few' does not hold after 'enter'"])
        #expect(try await world.refusal { _ = try await world.send("add", to: id) }?.code == .stuck)
        #expect(try await world.send("enter", to: whole).instance.context["count"] == .integer(3))
    }

    @Test(arguments: TestStore.allCases)
    func `once retried it takes what keeps them`(store: TestStore) async throws {
        let (world, _) = try await world(store)
        let id = try await start(world, 3)
        #expect(try await world.refusal { _ = try await world.send("enter", to: id) }?.code == .stuck)
        #expect(try await world.engine.retry(id))
        #expect(try await world.send("add", to: id).instance.context["count"] == .integer(4))
    }

    @Test(arguments: TestStore.allCases)
    func `C74 operations find it among those that are stuck, and end it where its workflow ends`(
        store: TestStore
    ) async throws {
        let (world, _) = try await world(store)
        let id = try await start(world, 3)
        let whole = try await start(world, 0)
        #expect(try await world.refusal { _ = try await world.send("enter", to: id) }?.code == .stuck)
        let found = try await world.engine.search(InstanceSearch(isStuck: true), as: .system).instances
        #expect(found.map(\.id) == [id])
        #expect(found.first?.stuck == "the invariant 'few' does not hold after 'enter'")
        let wrong = try await world.refusal { _ = try await world.engine.cancel(id, to: "open", reason: "r") }
        #expect(wrong?.code == .eventNotAllowed && wrong?.message.contains("take one of ended") == true)
        let ended = try await world.engine.cancel(id, to: "ended", reason: "it counts wrong")
        #expect(ended.state == "ended" && ended.isFinal && ended.revision == 2)
        #expect(try await causes(world) == [])
        #expect(try await world.count("select count(*) from timer where instance_id = $1", .text(id.text)) == 0)
        #expect(try await world.count("select count(*) from timer where instance_id = $1", .text(whole.text)) > 0)
        let entry = try await world.engine.history(id, as: .system).last
        #expect(entry?.kind == "cancel" && entry?.reason == "it counts wrong" && entry?.state == ["ended"])
        let again = try await world.refusal { _ = try await world.engine.cancel(id, to: "ended", reason: "r") }
        #expect(again?.code == .eventNotAllowed && again?.message.contains("over already") == true)
        #expect(try await world.refusal { _ = try await world.send("add", to: id) }?.code == .eventNotAllowed)
    }

    @Test(arguments: TestStore.allCases)
    func `operations cannot end it where another invariant would break`(store: TestStore) async throws {
        let (world, _) = try await world(store)
        let id = try await start(world, 4)
        let refused = try await world.refusal { _ = try await world.engine.cancel(id, to: "ended", reason: "r") }
        #expect(refused?.code == .eventNotAllowed && refused?.message.contains("endedFull") == true)
        #expect(try await world.engine.instance(id, as: .system).revision == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `a fact that they ask is read before every step`(store: TestStore) async throws {
        let (world, deeds) = try await world(store)
        let id = try await start(world, 0)
        deeds["isClosed"] = true
        #expect(try await world.refusal { _ = try await world.send("add", to: id) }?.code == .stuck)
        #expect(try await causes(world) == ["\(id): the invariant 'open' does not hold after 'add'"])
    }

    @Test(arguments: TestStore.allCases)
    func `a timer that breaks one sets its instance aside and no other`(store: TestStore) async throws {
        let (world, _) = try await world(store)
        let id = try await start(world, 3)
        let whole = try await start(world, 0)
        world.time.advance(.days(2))
        try await world.settle()
        let cause = "the invariant 'few' does not hold after timer open.burst#1 of \(id)"
        #expect(try await causes(world) == ["\(id): \(cause)"])
        #expect(try await world.engine.instance(whole, as: .system).revision == 2)
        #expect(try await world.count("select count(*) from history where instance_id = $1", .text(id.text)) == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `a start that breaks one leaves nothing`(store: TestStore) async throws {
        let (world, _) = try await world(store)
        let refused = try await world.refusal { _ = try await self.start(world, 7) }
        #expect(refused?.code == .stuck && refused?.status == 503)
        #expect(try await world.count("select count(*) from instance") == 0)
        #expect(try await world.count("select count(*) from history") == 0)
    }
}
