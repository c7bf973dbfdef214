import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// What an instance sends another comes once, in order; a refusal comes back (`commit.md` 10).
@Suite struct `C59 messages between instances` {
    private func world(_ store: TestStore, deeds: Deeds = Deeds()) async throws -> BareWorld {
        let isUp = Fact("flag", FactSignature(arguments: [.text(TextBounds(max: 60))], result: .boolean)) { _, _, tx in
            if deeds["breaks"] { _ = try tx.rows(Statement("test.break", "select * from there_is_no_such_table")) }
            return .boolean(true)
        }
        return try await BareWorld(store, definitions: [Charts.teller, Charts.receiver], facts: [isUp], deeds: deeds)
    }

    /// A teller with a receiver that ends at the number.
    private func teller(_ world: BareWorld, last: Int64 = 99) async throws -> (teller: InstanceID, receiver: InstanceID)
    {
        let answer = try await world.start("teller", .object([("last", .integer(last))])).instance
        let receiver = try #require(answer.started.first)
        #expect(answer.context["partner"] == .text(receiver.text))
        return (answer.id, receiver)
    }

    private func tell(_ world: BareWorld, _ id: InstanceID, _ number: Int64) async throws {
        _ = try await world.send("tell", to: id, .object([("number", .integer(number))]))
    }

    private func taken(_ world: BareWorld, by id: InstanceID) async throws -> Value? {
        try await world.engine.instance(id, as: .system).context["taken"]
    }

    private func entries(_ world: BareWorld, of id: InstanceID) async throws -> [JSON] {
        try await world.rows("select entry from history where instance_id = $1 order by revision", .text(id.text))
            .map { try JSON(parsing: Array($0.text(0).utf8)) }
    }

    private static let oneTwoThree = Value.list([.integer(1), .integer(2), .integer(3)])

    @Test(arguments: TestStore.allCases)
    func `1, 2, 3 come in order, once, also by two workers`(store: TestStore) async throws {
        let world = try await world(store)
        let (teller, receiver) = try await teller(world)
        _ = try await world.send("tellTwo", to: teller)
        try await tell(world, teller, 3)
        #expect(try await world.count("select count(*) from message") == 3)
        for _ in 0..<4 {
            async let first = world.messageWorker.round()
            async let second = world.messageWorker.round()
            _ = try await (first, second)
        }
        #expect(try await taken(world, by: receiver) == Self.oneTwoThree)
        #expect(
            try await entries(world, of: receiver).map { $0["kind"]?.stringValue } == ["start"]
                + Array(repeating: "message", count: 3))
        #expect(try await world.count("select count(*) from message") == 0)
        #expect(try await world.engine.instance(teller, as: .system).revision == 3)
    }

    @Test(arguments: TestStore.allCases)
    func `one that fails waits, and none overtakes it`(store: TestStore) async throws {
        let deeds = Deeds()
        let world = try await world(store, deeds: deeds)
        let (teller, receiver) = try await teller(world)
        deeds["breaks"] = true
        for number in 1...3 { try await tell(world, teller, Int64(number)) }
        for _ in 0..<3 {
            _ = try await world.messageWorker.round()
            world.time.advance(.minutes(5))
        }
        #expect(try await world.engine.instance(receiver, as: .system).revision == 1)
        #expect(try await world.count("select max(attempts) from message") == 3)
        #expect(try await world.count("select count(*) from message where attempts > 0") == 1)
        deeds["breaks"] = false
        try await world.settle()
        #expect(try await taken(world, by: receiver) == Self.oneTwoThree)
        #expect(try await world.count("select count(*) from message") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `R40 to one that has ended or never was, the refusal stands in the sender's history`(store: TestStore)
        async throws
    {
        let world = try await world(store)
        let (teller, receiver) = try await teller(world, last: 2)
        for number in 1...3 { try await tell(world, teller, Int64(number)) }
        try await world.settle()
        #expect(try await taken(world, by: receiver) == .list([.integer(1), .integer(2)]))
        #expect(try await world.engine.instance(receiver, as: .system).isFinal)
        let refused = try await entries(world, of: teller).filter { $0["event"] == "error.send" }
        #expect(refused.count == 1)
        #expect(refused.first?["kind"] == "message" && refused.first?["data"]?["event"] == "take")
        #expect(refused.first?["data"]?["instance"] == .string(receiver.text))
        #expect(refused.first?["data"]?["reason"] == "event-not-allowed")

        let nobody = "018f9e2a-7c00-7000-8000-000000000001"
        for partner in [nobody, "nobody"] {
            let alone = try await world.engine.send(
                Command(
                    .start(workflow: "teller", event: "alone"),
                    data: .object([("partner", .string(partner)), ("owner", "owner@one.example")]),
                    caller: .system)
            ).instance.id
            _ = try await world.engine.send(
                Command(
                    .event(alone, "tell"), data: .object([("number", 1)]),
                    caller: BareWorld.person("owner@one.example")))
            try await world.settle()
            let entry = try #require(try await entries(world, of: alone).last)
            #expect(entry["event"] == "error.send" && entry["data"]?["reason"] == "not-found")
            #expect(entry["data"]?["instance"] == .string(partner))
        }
        #expect(try await world.count("select count(*) from message") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `a refusal that comes back to one that has ended is recorded there`(store: TestStore) async throws {
        let world = try await world(store)
        let (teller, _) = try await teller(world, last: 1)
        for number in 1...2 { try await tell(world, teller, Int64(number)) }
        _ = try await world.send("stop", to: teller)
        try await world.settle()
        let kept = try await entries(world, of: teller)
        #expect(
            kept.map { $0["event"]?.stringValue }.suffix(2).sorted { $0 ?? "" < $1 ?? "" } == [
                "error.send", "finished",
            ])
        #expect(try await world.engine.instance(teller, as: .system).state == "silent")
        #expect(try await world.count("select count(*) from message") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `the end of a started instance comes back with its output, once`(store: TestStore) async throws {
        let world = try await world(store)
        let (teller, receiver) = try await teller(world, last: 2)
        for number in 1...2 { try await tell(world, teller, Int64(number)) }
        try await world.settle()
        #expect(try await world.engine.instance(teller, as: .system).context["ended"] == .integer(2))
        let ends = try await entries(world, of: teller).filter { $0["event"] == "finished" }
        #expect(ends.count == 1 && ends.first?["data"]?["instance"] == .string(receiver.text))
        #expect(ends.first?["data"]?["state"] == "full")
        #expect(try await world.count("select count(*) from child") == 0)

        let (other, _) = try await self.teller(world, last: 0)
        try await world.settle()
        #expect(try await world.engine.instance(other, as: .system).context["ended"] == .integer(0))
        #expect(try await world.count("select (select count(*) from child) + (select count(*) from message)") == 0)
    }
}
