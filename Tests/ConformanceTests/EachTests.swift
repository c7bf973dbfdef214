import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// One instance per element of a list (`format.md` 9).
@Suite struct `C27 each` {
    private func submit(_ world: BareWorld, _ people: [String], as email: String) async throws -> InstanceView {
        let data = JSON.object([("people", .array(people.map(JSON.string)))])
        return try await world.start("host", data, as: email).instance
    }

    private func ids(_ instances: [InstanceID]) -> Value { .list(instances.map { .text($0.text) }) }

    @Test(arguments: TestStore.allCases)
    func `an empty list starts nothing, two elements two, in order`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.host, Charts.child])
        let alone = try await submit(world, [], as: "h@one.example")
        #expect(alone.started.isEmpty && alone.context["guests"] == .list([]))
        let host = try await submit(world, ["b@two.example", "a@one.example"], as: "h@one.example")
        #expect(host.started.count == 2 && host.context["guests"] == ids(host.started))
        for (id, email) in zip(host.started, ["b@two.example", "a@one.example"]) {
            let person = try await world.engine.instance(id, as: .system).context["person"]
            #expect(person == .person(PersonReference(email: email)))
        }
        #expect(try await world.count("select count(*) from instance") == 4)
    }

    @Test(arguments: TestStore.allCases)
    func `one that refuses is recorded and not kept, the others stand, and each end is heard`(store: TestStore)
        async throws
    {
        let world = try await BareWorld(store, definitions: [Charts.host, Charts.child])
        _ = try await submit(world, ["a@one.example"], as: "g@one.example")
        let people = ["c@three.example", "a@one.example", "b@two.example"]
        let host = try await submit(world, people, as: "h@one.example")
        #expect(host.configuration == ["inviting"] && host.started.count == 2)
        #expect(host.context["guests"] == ids(host.started))
        let entry = try await world.rows(
            "select entry from history where instance_id = $1 and revision = 1", .text(host.id.text)
        ).first?.text(0)
        #expect(
            entry?.contains(#""notStarted":[{"reason":"already-open","workflow":"child"}]"#) == true, "\(entry ?? "")")
        for (id, email) in zip(host.started, ["c@three.example", "b@two.example"]) {
            _ = try await world.send("accept", to: id, as: email)
            try await world.settle()
        }
        let after = try await world.engine.instance(host.id, as: .system)
        #expect(after.context["came"] == ids(host.started))
    }
}
