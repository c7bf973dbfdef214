import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// The reviewer's evidence (`domain.md` 4.1, row `domainReview`), and nobody else's.
@Suite(.everyBoundary) struct `S21 AC12 the evidence of a review` {
    private func evidence(_ world: TestWorld, of id: InstanceID, as name: String) async throws -> [String: Value] {
        let shown = try await world.engine.instance(id, as: world.caller(name)).evidence
        return Dictionary(
            uniqueKeysWithValues: shown.flatMap(\.items).compactMap { item in item.value.map { (item.name, $0) } })
    }

    @Test(arguments: TestStore.allCases)
    func `a reviewer reads what was asked, by whom, what stands beside it, and what was decided before`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        // Given another account of the domain, and an earlier request that was denied
        let first = try await world.start("account-request", as: "guna", Requests.standard("Kestrel")).instance
        _ = try await world.send("activate", to: first.id, as: "guna")
        let denied = try await world.annaAsks()
        let denial = JSON.object([("category", "noRight"), ("endReason", "The lab belongs to another company.")])
        _ = try await world.send("denyDomain", to: denied.id, as: "rei", denial)
        world.time.advance(.days(1))
        let view = try await world.annaAsks()
        // Then everything of the row in domain.md is there
        let shown = try await evidence(world, of: view.id, as: "rei")
        #expect(shown["identifier"] == .text("lab.kestrel.example") && shown["change"] == .text("prefix"))
        #expect(shown["defaultIdentifier"] == .text("kestrel.example"))
        #expect(shown["registrableDomain"] == .text("kestrel.example"))
        #expect(shown["accountName"] == .text("Kestrel Lab") && shown["company"] != nil)
        #expect(shown["headquarters"] != nil && shown["requesterName"] != nil)
        #expect(shown["phone"] == .text("+44 20 7946 0199"))
        #expect(shown["justification"] == .text("Second account for our lab network"))
        #expect(shown["mixesScripts"] == .boolean(false) && shown["looksLikeOwn"] == .boolean(false))
        #expect(
            shown["relatives"]
                == .list([
                    .record([
                        "identifier": .text("kestrel.example"), "accountName": .text("Kestrel"),
                        "status": .text("active"),
                    ])
                ]))
        guard case .list(let earlier)? = shown["earlierRequests"], case .record(let last)? = earlier.first else {
            Issue.record("no earlier requests")
            return
        }
        #expect(earlier.count == 1 && last["status"] == .text("deleted"))
        guard case .list(let decisions)? = shown["decisions"], case .record(let decision)? = decisions.first else {
            Issue.record("no decisions")
            return
        }
        #expect(decisions.count == 1 && decision["verb"] == .text("denied"))
        // And the question and its answer, when the case comes back
        _ = try await world.send("askReason", to: view.id, as: "rei", .object([("question", "Who uses it?")]))
        #expect(try await evidence(world, of: view.id, as: "rei").isEmpty, "not the reviewer's turn")
        let reason = JSON.object([("justification", "Our lab's network, run by my team.")])
        _ = try await world.send("giveReason", to: view.id, as: "anna", reason)
        let again = try await evidence(world, of: view.id, as: "rei")
        #expect(again["question"] == .text("Who uses it?"))
        #expect(again["justification"] == .text("Our lab's network, run by my team."))
    }

    @Test(arguments: TestStore.allCases)
    func `S21 a look-alike with mixed scripts is shown as such`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let asked = try await world.start("account-request", as: "guna", Requests.standard("Kestrel")).instance
        _ = try await world.send("activate", to: asked.id, as: "guna")
        let request = Requests.edited(domain: "kеstrel.example")
        let view = try await world.start("account-request", as: "anna", request).instance
        #expect(view.state == "domainReview")
        let shown = try await evidence(world, of: view.id, as: "rei")
        #expect(shown["mixesScripts"] == .boolean(true) && shown["looksLikeOwn"] == .boolean(true))
        #expect(shown["lookAlikes"] == .list([.text("kestrel.example")]) && shown["change"] == .text("domain"))
        guard case .text(let name)? = shown["identifier"] else { return }
        #expect(name.hasPrefix("xn--"))
    }

    @Test(arguments: TestStore.allCases)
    func `S7 neither requester nor approver nor any other staff is shown it, nor a reviewer who is a party`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let view = try await world.annaAsks()
        #expect(try await world.engine.instance(view.id, as: world.caller("anna")).evidence.isEmpty)
        for name in ["guna", "olga", "taro", "egain"] {
            let refused = try await world.refusal { _ = try await evidence(world, of: view.id, as: name) }
            #expect(refused?.code == .notFound, "\(name)")
        }
        let own = try await world.start(
            "account-request", as: "rei", Requests.edited(prefix: "lab", domain: "vendor.example")
        ).instance
        #expect(try await world.engine.instance(own.id, as: world.caller("rei")).evidence.isEmpty)
        // An approver who authorised and waits for the review sees none of it
        let other = try await world.start(
            "account-request", as: "guna", Requests.other(approver: "maria@converge.example", wants: false, users: [])
        ).instance
        _ = try await world.send(
            "forward", to: other.id, as: "maria", .object([("email", "anna@kestrel.example")]))
        let passed = try await world.engine.instance(other.id, as: .system)
        #expect(passed.state == "awaitingActivation")
        let yes = Requests.authorise(hasHeadquarters: true)
        let asked = try await world.send("authorise", to: other.id, as: "anna", yes).instance
        #expect(asked.state == "reasonNeeded")
        let reason = JSON.object([("justification", "Their own company's domain.")])
        _ = try await world.send("giveReason", to: other.id, as: "guna", reason)
        for name in ["anna", "guna"] {
            #expect(try await world.engine.instance(other.id, as: world.caller(name)).evidence.isEmpty, "\(name)")
        }
        #expect(try await evidence(world, of: other.id, as: "rei")["approver"] != nil)
    }
}
