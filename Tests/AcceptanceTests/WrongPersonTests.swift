import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Denied by default, proved by trying (S-16, `domain.md` AC-109).
@Suite(.everyBoundary) struct `AC109 S16 the wrong person` {
    /// Everybody of the cast sends every event of the file to an instance that is not theirs.
    @Test(arguments: TestStore.allCases)
    func `AC109 every event by every wrong person is refused and leaves the history alone`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let asked = try await world.taroAsks()
        let limited = try await world.start("account-request", as: "mohammad", Requests.limited()).instance
        let agreement = try #require(try await world.newest("agreement"))
        try await world.settle()
        let targets: [(InstanceID, workflow: String, rightful: String)] = [
            (asked.id, "account-request", "taro"), (agreement.id, "agreement", "mohammad"),
            (limited.id, "account-request", "mohammad"),
        ]
        let histories = try await world.count("select count(*) from history")
        var tried: Int64 = 0
        for (id, workflow, rightful) in targets {
            let definition = try #require(world.engine.definition(workflow))
            for event in Set(definition.states.flatMap(\.on).map(\.name)).sorted() {
                for sample in SampleData.people where !sample.email.hasPrefix("\(rightful)@") {
                    let refused = try await world.refusal { _ = try await world.send(event, to: id, as: sample.email) }
                    #expect(refused?.status == 404, "\(sample.email) sent \(event) to \(workflow)")
                    tried += 1
                }
            }
        }
        #expect(tried >= 5 * Int64(SampleData.people.count - 1))
        #expect(try await world.count("select count(*) from history") == histories)
        #expect(try await world.count("select count(*) from security_event where code = 'not-found'") == tried)
        #expect(try await world.count("select count(*) from receipt") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `a member who may look but not act is refused with 403, and it is logged`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let limited = try await world.start("account-request", as: "mohammad", Requests.limited()).instance
        let agreement = try #require(try await world.newest("agreement"))
        for (name, role) in [("zab", "user"), ("egain", "viewer")] {
            try await world.makeMember(name, role: role, of: world.account(of: limited))
            let refused = try await world.refusal { _ = try await world.send("accept", to: agreement.id, as: name) }
            #expect(refused?.code == .notAllowed)
        }
        #expect(try await world.count("select count(*) from security_event where code = 'not-allowed'") == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `a partner who is administrator does not accept for a customer`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        let active = try await world.send("activate", to: view.id, as: "taro").instance
        try await world.makeMember("guna", role: "administrator", of: world.account(of: active))
        let agreement = try #require(active.started.first)
        let refused = try await world.refusal { _ = try await world.send("accept", to: agreement, as: "guna") }
        #expect(refused?.code == .notAllowed)
        #expect(refused?.text?.key == "events.accept.errors.partnerMayNotAccept")
        let offered = try await world.engine.instance(agreement, as: world.caller("guna")).offers
        #expect(!offered.map(\.name).contains("accept"))
    }

    @Test(arguments: TestStore.allCases)
    func `only the product starts an agreement`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let data = JSON.object([
            ("account", "x"), ("effectiveAt", "2026-11-21T00:00:00.000000Z"), ("first", true), ("version", 1),
        ])
        let refused = try await world.refusal { _ = try await world.start("agreement", as: "taro", data) }
        #expect(refused?.code == .notAllowed)
        #expect(try await world.count("select count(*) from instance") == 0)
    }
}
