import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Flow (f), second half: the agreement of an account (`domain.md` 4.2).
@Suite(.everyBoundary) struct `AC40 the agreement` {
    private func pending(_ store: TestStore) async throws -> (TestWorld, InstanceView, AccountView) {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        let active = try await world.send("activate", to: view.id, as: "taro").instance
        try await world.settle()
        let agreement = try await world.engine.instance(try #require(active.started.first), as: world.caller("taro"))
        let account = try #require(
            try await world.accounts.account(id: world.account(of: active), viewer: world.person("taro")))
        return (world, agreement, account)
    }

    private func form(_ world: TestWorld, _ id: InstanceID, isAuthorised: Bool = true) async throws -> JSON {
        let shown = try await world.engine.form("accept", of: id, as: world.caller("taro"))
        guard case .text(let hash) = shown.values["textHash"] else { return .object([]) }
        return .object([("authorised", .boolean(isAuthorised)), ("textHash", .string(hash))])
    }

    @Test(arguments: TestStore.allCases)
    func `AC40 accepted by Taro, with version, text and time, and the task is gone`(store: TestStore) async throws {
        let (world, agreement, account) = try await pending(store)
        world.time.advance(.hours(2))
        let answer = try await form(world, agreement.id)
        let done = try await world.send("accept", to: agreement.id, as: "taro", answer).instance
        #expect(done.state == "accepted" && done.isFinal)
        let person = try await world.person("taro")
        let after = try #require(try await world.accounts.account(id: account.account.id, viewer: person))
        let acceptance = try #require(after.agreements.first?.acceptance)
        #expect(after.agreements.first?.version == 1)
        #expect(acceptance.personID == person.id && acceptance.at == world.time.now)
        #expect(acceptance.address == "taro@xyz-manufacture.example" && acceptance.language == "ja")
        #expect(acceptance.session == "session-of-taro" && acceptance.textHash.utf8.count == 64)
        #expect(after.agreements.first?.standing(at: world.time.now) == .accepted)
        #expect(try await world.engine.tasks(of: world.caller("taro")).isEmpty)
    }

    @Test(arguments: TestStore.allCases)
    func `AC40 the task is every administrator's, and gone for all with one answer`(store: TestStore) async throws {
        let (world, agreement, account) = try await pending(store)
        let jiro = "jiro@xyz-manufacture.example"
        try await world.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka"))
        try await world.makeMember(jiro, role: "administrator", of: account.account.id)
        #expect(try await world.engine.tasks(of: world.caller(jiro)).map(\.instance) == [agreement.id])
        _ = try await world.send("accept", to: agreement.id, as: "taro", try await form(world, agreement.id))
        #expect(try await world.engine.tasks(of: world.caller(jiro)).isEmpty)
        let late = try await world.refusal { _ = try await world.send("accept", to: agreement.id, as: jiro) }
        #expect(late?.code == .eventNotAllowed && late?.state == "accepted")
    }

    @Test(arguments: TestStore.allCases)
    func `without the tick, or for another text, nothing is accepted`(store: TestStore) async throws {
        let (world, agreement, _) = try await pending(store)
        let unticked = try await form(world, agreement.id, isAuthorised: false)
        let first = try await world.refusal {
            _ = try await world.send("accept", to: agreement.id, as: "taro", unticked)
        }
        #expect(first?.fields.first?.field == "authorised")
        let other = JSON.object([("authorised", true), ("textHash", .string(String(repeating: "0", count: 64)))])
        let second = try await world.refusal { _ = try await world.send("accept", to: agreement.id, as: "taro", other) }
        #expect(second?.fields.map(\.error) == ["otherText"])
        #expect(try await world.engine.instance(agreement.id, as: world.caller("taro")).revision == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `nobody accepts: reminders at 7 and 21 days, overdue at 30, then every 30 days`(store: TestStore) async throws
    {
        let (world, agreement, _) = try await pending(store)
        var mailed: [Int] = []
        for day in 1...95 {
            world.time.advance(.days(1))
            let count = world.mailbox.all.count
            try await world.settle()
            if world.mailbox.all.count > count { mailed.append(day) }
        }
        #expect(mailed == [7, 21, 30, 60, 90])
        #expect(try await world.engine.instance(agreement.id, as: world.caller("taro")).state == "overdue")
        let done = try await world.send("accept", to: agreement.id, as: "taro", try await form(world, agreement.id))
        #expect(done.instance.state == "accepted")
    }

    private func publish(_ version: Int64, _ world: TestWorld, of account: String) async throws -> InstanceView {
        let effective = JSON(Value.timestamp(world.time.now.adding(.days(30))))
        let form = JSON.object([
            ("account", .string(account)), ("version", .integer(version)), ("effectiveAt", effective),
        ])
        let command = Command(.start(workflow: "agreement", event: "open"), data: form, caller: .system)
        return try await world.engine.send(command).instance
    }

    @Test(arguments: TestStore.allCases)
    func `AC43 a newer version replaces the pending one, and whoever presses on its old page is told`(store: TestStore)
        async throws
    {
        let (world, agreement, account) = try await pending(store)
        let shown = try await form(world, agreement.id)
        let mails = world.mailbox.all.count
        let newer = try await publish(2, world, of: account.account.id)
        try await world.settle()
        let old = try await world.engine.instance(agreement.id, as: world.caller("taro"))
        #expect(old.state == "superseded" && old.isFinal)
        let late = try await world.refusal { _ = try await world.send("accept", to: agreement.id, as: "taro", shown) }
        #expect(late?.code == .eventNotAllowed && late?.state == "superseded")
        #expect(try await world.engine.instance(newer.id, as: world.caller("taro")).state == "pending")
        #expect(try await world.engine.tasks(of: world.caller("taro")).map(\.instance) == [newer.id])
        #expect(world.mailbox.all.dropFirst(mails).map(\.to) == ["taro@xyz-manufacture.example"])
        #expect(try await world.count("select count(*) from agreement_acceptance") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `AC43 an overdue one is replaced too, another account's version replaces nothing`(store: TestStore)
        async throws
    {
        let (world, agreement, account) = try await pending(store)
        for _ in 0..<31 {
            world.time.advance(.days(1))
            try await world.settle()
        }
        #expect(try await world.engine.instance(agreement.id, as: world.caller("taro")).state == "overdue")
        _ = try await publish(2, world, of: "018f9e2a-7c00-7000-8000-000000000009")
        try await world.settle()
        #expect(try await world.engine.instance(agreement.id, as: world.caller("taro")).state == "overdue")
        _ = try await publish(3, world, of: account.account.id)
        try await world.settle()
        #expect(try await world.engine.instance(agreement.id, as: world.caller("taro")).state == "superseded")
    }
}
