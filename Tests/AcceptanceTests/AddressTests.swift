import Engine
import Onboarding
import Statecharts
import Storage
import TestKit
import Testing

/// People with several addresses in the flows.
@Suite(.everyBoundary) struct `D07 D55 D63 several addresses` {
    private let egain = "egain@webmail.example"

    /// Puts a proved address into a profile, as its code does.
    private func add(_ address: String, to name: String, isPrimary: Bool, in world: TestWorld) async throws {
        let person = try await world.person(name)
        try await world.database.transaction { tx in
            if isPrimary {
                tx.write(
                    Statement("test.clear", "update person_address set is_primary = false where person_id = $1"),
                    .text(person.id))
            }
            tx.write(
                Statement(
                    "test.address",
                    """
                    insert into person_address (address_key, address, person_id, verified_at, is_primary)
                    values ($1, $1, $2, $4, $3)
                    """), .text(address), .text(person.id), .flag(isPrimary),
                .integer(world.time.now.microseconds))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `D07 the approver acts with a secondary address that is verified, and nobody else`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let form = Requests.other(approver: "egain.desk@webmail.example")
        let view = try await world.start("account-request", as: "guna", form).instance
        try await world.settle()
        let secret = try #require(world.mailbox.linkSecret(to: "egain.desk@webmail.example"))
        let refused = try await world.refusal {
            _ = try await world.send("authorise", to: view.id, as: "egain", Requests.authorise(), link: secret)
        }
        #expect(refused != nil)
        try await add("egain.desk@webmail.example", to: "egain", isPrimary: false, in: world)
        let ended = try await world.send(
            "authorise", to: view.id, as: "egain", Requests.authorise(), link: secret
        ).instance
        #expect(ended.state == "active")
    }

    @Test(arguments: TestStore.allCases)
    func `D63 after a change of the primary address old links work, and mails go to the new one`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let secret = try #require(world.mailbox.linkSecret(to: egain))
        try await add("egain.neu@webmail.example", to: "egain", isPrimary: true, in: world)
        let before = world.mailbox.all.count
        world.time.advance(.days(7))
        try await world.settle()
        #expect(world.mailbox.all.dropFirst(before).map(\.to) == ["egain.neu@webmail.example"], "the reminder")
        #expect(try await world.engine.tasks(of: world.caller("egain")).map(\.instance) == [view.id])
        let new = try #require(world.mailbox.linkSecret(to: "egain.neu@webmail.example"))
        for link in [secret, new] {
            let seen = try await world.engine.link(link, viewer: world.caller("egain"))
            #expect(seen != nil)
        }
        let ended = try await world.send(
            "authorise", to: view.id, as: "egain", Requests.authorise(), link: new
        ).instance
        #expect(ended.state == "active")
    }

    @Test(arguments: TestStore.allCases)
    func `D55 the primary address decides which account may be asked for`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        try await add("mohammad@stelizabeth.example", to: "mohammad", isPrimary: false, in: world)
        let limited = try await world.engine.startForm("account-request", as: world.caller("mohammad"))
        #expect(limited.facts["callerIsPublic"] == .boolean(true))
        try await add("taro.private@webmail.example", to: "taro", isPrimary: true, in: world)
        let taro = try await world.engine.startForm("account-request", as: world.caller("taro"))
        #expect(taro.facts["callerIsPublic"] == .boolean(true))
        let made = try await world.start("account-request", as: "taro", Requests.limited("XYZ製作所")).instance
        #expect(made.state == "active" && made.context["kind"] == .text("limited"))
    }
}
