import Engine
import Statecharts
import TestKit
import Testing

@testable import Engine

/// A reviewer is never a party: no mail, no turn, no press (`format.md` 2).
@Suite struct `S16 roles that except others` {
    private static let nominee = "r1@desk.example"
    private static let asker = "r2@desk.example"
    private static let other = "r3@desk.example"

    private func world(_ store: TestStore) async throws -> BareWorld {
        let deeds = Deeds()
        deeds.set(
            [Self.nominee, Self.asker, Self.other],
            of: GroupKey(noun: "staff", id: "operations", right: "members"))
        return try await BareWorld(store, definitions: [Charts.review], deeds: deeds)
    }

    private func submit(_ world: BareWorld) async throws -> InstanceID {
        try await world.start("review", nominees(Self.nominee), as: Self.asker).instance.id
    }

    private func nominees(_ people: String...) -> JSON {
        .object([("nominees", .array(people.map(JSON.string)))])
    }

    private func turns(_ world: BareWorld, of email: String) async throws -> [InboxItem] {
        try await world.engine.tasks(of: BareWorld.person(email))
    }

    private func code(_ world: BareWorld, _ event: String, _ id: InstanceID, as email: String) async throws
        -> EngineError.Code?
    {
        try await world.refusal { _ = try await world.send(event, to: id, as: email) }?.code
    }

    @Test(arguments: TestStore.allCases)
    func `only the reviewer who is no party is mailed, finds the turn and may press`(store: TestStore) async throws {
        let world = try await world(store)
        let id = try await submit(world)
        try await world.settle()
        #expect(world.mailbox.all.map(\.to) == [Self.other])
        #expect(try await turns(world, of: Self.nominee).isEmpty)
        #expect(try await turns(world, of: Self.asker).isEmpty)
        #expect(try await turns(world, of: Self.other).map(\.role) == ["reviewer"])
        // the nominee may not even look, though two roles of staff may; the asker may look and not press
        #expect(try await code(world, "agree", id, as: Self.nominee) == .notFound)
        #expect(try await code(world, "agree", id, as: Self.asker) == .notAllowed)
        let seen = try await world.engine.instance(id, as: BareWorld.person(Self.asker))
        #expect(seen.turns.map(\.isCallers) == [false] && seen.turns.first?.people.count == 1)
        #expect(!seen.offers.map(\.name).contains("agree") && seen.roles == ["asker", "observer"])
        #expect(try await world.send("agree", to: id, as: Self.other).instance.isFinal)
    }

    @Test(arguments: TestStore.allCases)
    func `who becomes a party loses turn and link, and who is none any more gets the turn`(store: TestStore)
        async throws
    {
        let world = try await world(store)
        let id = try await submit(world)
        try await world.settle()
        let link = try #require(world.mailbox.linkSecret(to: Self.other))
        world.time.advance(.hours(1))
        _ = try await world.send("name", to: id, nominees(Self.other), as: Self.asker)
        #expect(try await turns(world, of: Self.other).isEmpty)
        #expect(try await turns(world, of: Self.nominee).map(\.openedAt) == [world.time.now])
        let refused = try await world.refusal {
            _ = try await world.send("agree", to: id, as: Self.other, link: link)
        }
        #expect(refused?.code == .notFound)
        let report = try await RepairReport.read(
            world.database, catalog: world.engine.parts.catalog, keys: world.engine.parts.outbox.keys)
        #expect(report.named == [] && report.troubles == [])
        world.time.advance(.hours(24 * 3))
        try await world.settle()
        #expect(world.mailbox.all.map(\.to) == [Self.other, Self.nominee])
        #expect(try await world.send("agree", to: id, as: Self.nominee).instance.isFinal)
    }

    @Test(arguments: TestStore.allCases)
    func `where everybody is a party the step is committed, and nobody is mailed`(store: TestStore) async throws {
        let world = try await world(store)
        let all = nominees(Self.nominee, Self.other)
        let view = try await world.start("review", all, as: Self.asker).instance
        try await world.settle()
        #expect(view.configuration == ["reviewing"] && world.mailbox.all.isEmpty)
        for email in [Self.nominee, Self.asker, Self.other] {
            #expect(try await turns(world, of: email).isEmpty)
        }
    }
}
