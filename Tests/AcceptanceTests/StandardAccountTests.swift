import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Flow (a): a standard account for one's own company (`domain.md` 9).
@Suite(.everyBoundary) struct `AC01 to AC09 a standard account` {
    private let taro = "taro@xyz-manufacture.example"
    private let jiro = "jiro@xyz-manufacture.example"

    @Test(arguments: TestStore.allCases)
    func `AC01 the request waits for activation and mails nobody else`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        #expect(view.state == "awaitingActivation")
        #expect(view.context["identifier"] == .text("xyz-manufacture.example"))
        #expect(world.mailbox.all.map(\.to) == [taro])
        #expect(world.mailbox.all.first?.mail.text.contains("/l/") == true)
        #expect(view.offers.map(\.name).sorted() == ["activate", "resend", "withdraw"])
        let account = try await world.accounts.account(id: world.account(of: view), viewer: world.person("taro"))
        #expect(account == nil)  // nobody is a member of what is pending
    }

    @Test(arguments: TestStore.allCases)
    func `AC02 looking changes nothing, pressing activates`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        let secret = try #require(world.mailbox.linkSecret(to: taro))
        for _ in 0..<5 { _ = try await world.engine.link(secret, viewer: nil) }
        #expect(try await world.count("select count(*) from history") == 1)

        let active = try await world.send("activate", to: view.id, as: "taro", link: secret).instance
        #expect(active.state == "active" && active.isFinal && active.started.count == 1)
        try await world.settle()
        let person = try await world.person("taro")
        let account = try #require(try await world.accounts.account(id: world.account(of: active), viewer: person))
        #expect(account.account.status == .active && account.account.kind == .standard)
        #expect(account.members.map(\.role) == [.administrator])
        #expect(account.members.first?.person.id == person.id)
        #expect(account.virtualAccounts.map(\.name) == ["DEFAULT"])
        #expect(account.agreements.map { $0.standing(at: world.time.now) } == [.pending])
        #expect(world.mailbox.all.count == 2)  // M-10 and M-01
        #expect(try await world.engine.tasks(of: world.caller("taro")).map(\.workflow) == ["agreement"])
    }

    @Test(arguments: TestStore.allCases)
    func `AC03 without a company address the field is named and nothing happens`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        try await world.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka", hasAddress: false))
        let refused = try await world.refusal {
            _ = try await world.start("account-request", as: jiro, Requests.standard())
        }
        #expect(refused?.status == 422)
        #expect(refused?.fields == [FieldError(field: "headquarters", error: "companyAddressMissing")])
        #expect(world.texts.text("forms.submit.errors.companyAddressMissing", of: "account-request", in: "ja") != nil)
        #expect(try await world.count("select count(*) from instance") == 0)
        #expect(try await world.count("select count(*) from account") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `AC06 of two identical requests in one instant one exists, the other learns why`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        try await world.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka"))
        let outcomes = await withTaskGroup(of: String.self) { group in
            for name in ["taro", jiro] {
                group.addTask {
                    do {
                        return try await world.start("account-request", as: name, Requests.standard()).instance.state
                    } catch {
                        let refusal = error as? EngineError
                        return refusal?.fields.first?.error ?? refusal?.text?.key ?? "\(error)"
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // one after the other the form tells it; side by side the account's own index does
        let learned = outcomes.filter { ["identifierRequested", "events.submit.errors.identifierTaken"].contains($0) }
        #expect(learned.count == 1 && outcomes.contains("awaitingActivation"), "\(outcomes)")
        #expect(try await world.count("select count(*) from instance") == 1)
        #expect(try await world.count("select count(*) from account where status = 'pending'") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `AC07 the same submit twice with one key is one request and one mail`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let first = try await world.start("account-request", as: "taro", Requests.standard(), key: "k")
        let second = try await world.start("account-request", as: "taro", Requests.standard(), key: "k")
        try await world.settle()
        #expect(second.isReplay && second.instance.id == first.instance.id)
        #expect(second.instance.revision == first.instance.revision)
        #expect(world.mailbox.all.count == 1)
        #expect(try await world.count("select count(*) from instance") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `AC08 after thirty days it is over, told, and the identifier is free again`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        for days in [7, 7, 9, 7, 1] {
            world.time.advance(.days(Int64(days)))
            try await world.settle()
        }
        #expect(world.mailbox.all.count == 5)  // the first, three reminders, and the end
        let newest = try #require(world.mailbox.linkSecret(to: taro))
        let link = try #require(try await world.engine.link(newest, viewer: world.caller("taro")))
        #expect(link.ended == "expired" && link.currentTitle?.en == "No answer in time")
        let late = try await world.refusal {
            _ = try await world.send("activate", to: view.id, as: "taro", link: newest)
        }
        #expect(late?.code == .linkEnded)
        #expect(try await world.engine.instance(view.id, as: world.caller("taro")).state == "expired")
        let again = try await world.start("account-request", as: "taro", Requests.standard())
        #expect(again.instance.state == "awaitingActivation")
        let form = try await world.engine.startForm("account-request", again: view.id, as: world.caller("taro"))
        #expect(form.values["accountName"] == .text("XYZ製作所"))
    }

    @Test(arguments: TestStore.allCases)
    func `AC09 somebody else with Taro's link reads the shortened address and does nothing`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        let secret = try #require(world.mailbox.linkSecret(to: taro))
        let link = try #require(try await world.engine.link(secret, viewer: world.caller("zab")))
        #expect(link.boundEmail == "t…@xyz-manufacture.example" && !link.isViewers)
        let refused = try await world.refusal {
            _ = try await world.send("activate", to: view.id, as: "zab", link: secret)
        }
        #expect(refused?.status == 404)  // the request itself is not Zab's to see
        #expect(try await world.engine.instance(view.id, as: world.caller("taro")).revision == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `the identifier of an account that exists is refused to a colleague`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        _ = try await world.send("activate", to: view.id, as: "taro")
        try await world.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka"))
        let refused = try await world.refusal {
            _ = try await world.start("account-request", as: jiro, Requests.standard())
        }
        #expect(refused?.fields.map(\.error) == ["identifierTaken"])
        #expect(try await world.count("select count(*) from account") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `withdrawn is over, free, and its link says so`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        let secret = try #require(world.mailbox.linkSecret(to: taro))
        let gone = try await world.send("withdraw", to: view.id, as: "taro", .object([("endReason", "not now")]))
        #expect(gone.instance.state == "withdrawn")
        #expect(try await world.engine.link(secret, viewer: world.caller("taro"))?.ended == "withdrawn")
        for sql in [
            "select count(*) from account where status = 'pending'", "select count(*) from timer",
            "select count(*) from user_task",
        ] { #expect(try await world.count(sql) == 0) }
    }

    @Test(arguments: TestStore.allCases)
    func `a resend comes at most once a day and five times, and replaces the link`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.taroAsks()
        let first = try #require(world.mailbox.linkSecret(to: taro))
        _ = try await world.send("resend", to: view.id, as: "taro")
        let soon = try await world.refusal { _ = try await world.send("resend", to: view.id, as: "taro") }
        #expect(soon?.text?.key == "events.resend.errors.tooSoon")
        try await world.settle()
        #expect(try await world.engine.link(first, viewer: nil)?.ended == "resent")
        for _ in 0..<4 {
            world.time.advance(.days(1))
            _ = try await world.send("resend", to: view.id, as: "taro")
        }
        world.time.advance(.days(1))
        let many = try await world.refusal { _ = try await world.send("resend", to: view.id, as: "taro") }
        #expect(many?.text?.key == "events.resend.errors.tooManyResends")
    }
}
