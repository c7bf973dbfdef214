import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Flows (d) and (e): somebody else is asked to authorise (`domain.md` 9).
@Suite(.everyBoundary) struct `AC25 to AC39 somebody else authorises` {
    private let guna = "guna@kestrel.example"
    private let egain = "egain@webmail.example"
    private let zab = "zab@webmail.example"
    private let stella = "stella@webmail.example"
    private let felipe = "felipe@br.logica.example"

    private func email(_ address: String) -> JSON { .object([("email", .string(address))]) }

    @Test(arguments: TestStore.allCases)
    func `AC25 the approver and the requester are mailed, nobody else`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        #expect(view.state == "awaitingActivation" && view.context["kind"] == .text("limited"))
        #expect(Set(world.mailbox.all.map(\.to)) == [guna, egain] && world.mailbox.all.count == 2)
        #expect(world.mailbox.linkSecret(to: egain) != nil && world.mailbox.linkSecret(to: guna) == nil)
        guard case .text(let identifier)? = view.context["identifier"] else {
            Issue.record("there is no identifier")
            return
        }
        #expect(identifier.hasSuffix(".smb"))
        let mails = world.mailbox.all.map(\.mail.text)
        #expect(mails.allSatisfy { $0.contains(identifier) && $0.contains("Customer Company Name") })
        #expect(world.mailbox.all.first { $0.to == guna }?.mail.text.contains("Pending Customer Acceptance") == true)
        #expect(view.offers.map(\.name).sorted() == ["nameApprover", "resend", "withdraw"])
        let approver = try await world.engine.instance(view.id, as: world.caller("egain"))
        #expect(approver.offers.map(\.name).sorted() == ["authorise", "delete", "forward", "unknown"])
        #expect(try await world.engine.tasks(of: world.caller("egain")).map(\.instance) == [view.id])
        #expect(try await world.engine.tasks(of: world.caller("guna")).isEmpty)
    }

    @Test(arguments: TestStore.allCases)
    func `AC26 two places beside the approver of a limited account, the wish for one's own takes one`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let three = ["a@webmail.example", "b@webmail.example", "c@webmail.example"]
        let first = try await world.refusal {
            _ = try await world.start("account-request", as: "guna", Requests.other(wants: false, users: three))
        }
        #expect(first?.fields == [FieldError(field: "users", error: "tooManyPeople")])
        let second = try await world.refusal {
            _ = try await world.start(
                "account-request", as: "guna", Requests.other(wants: true, users: Array(three.prefix(2))))
        }
        #expect(second?.fields == [FieldError(field: "users", error: "oneTooMany")])
        let self0 = try await world.refusal {
            _ = try await world.start("account-request", as: "guna", Requests.other(users: [egain]))
        }
        #expect(self0?.fields == [FieldError(field: "users", error: "nomineeIsApprover")])
        #expect(try await world.count("select count(*) from account") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `AC27 nobody names himself as somebody else`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let refused = try await world.refusal {
            _ = try await world.start("account-request", as: "guna", Requests.other(approver: "Guna@kestrel.example"))
        }
        #expect(refused?.fields.contains(FieldError(field: "approver", error: "approverIsRequester")) == true)
    }

    @Test(arguments: TestStore.allCases)
    func `AC28 authorised with another name, one nominee allowed and one not`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let answer = Requests.authorise("Moreau Trading", allow: [zab: true, guna: false])
        let active = try await world.send("authorise", to: view.id, as: "egain", answer).instance
        #expect(active.state == "active" && active.started.count == 2)
        let before = world.mailbox.all.count
        try await world.settle()
        let account = try #require(
            try await world.accounts.account(id: world.account(of: view), viewer: world.person("egain")))
        #expect(account.account.name == "Moreau Trading" && account.account.kind == .limited)
        #expect(account.members.map(\.person.email) == [egain] && account.members.map(\.role) == [.administrator])
        let mails = world.mailbox.all.dropFirst(before)
        #expect(Set(mails.map(\.to)) == [egain, guna, zab])
        #expect(mails.filter { $0.to != zab }.allSatisfy { $0.mail.text.contains("Moreau Trading") })
        // the requester sees the result, and not the account
        let seen = try await world.engine.instance(view.id, as: world.caller("guna"))
        #expect(seen.state == "active" && seen.context["allowed"] == .list([.text(zab)]))
        #expect(try await world.accounts.account(id: world.account(of: view), viewer: world.person("guna")) == nil)
        // the invited becomes a user by accepting
        let invitation = try #require(try await world.newest("invitation"))
        _ = try await world.send("accept", to: invitation.id, as: "zab")
        try await world.settle()
        let after = try #require(
            try await world.accounts.account(id: world.account(of: view), viewer: world.person("zab")))
        #expect(Set(after.members.map(\.role)) == [.administrator, .user])
        #expect(world.mailbox.all.last?.to == egain)
        #expect(try await world.count("select count(*) from invited_place") == 0)
        try await world.expectSound()
    }

    @Test(arguments: TestStore.allCases)
    func `AC29 AC30 passed on, the wait begins again, and not back`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let old = try #require(world.mailbox.linkSecret(to: egain))
        world.time.advance(.days(3))
        let moved = try await world.send("forward", to: view.id, as: "egain", email(stella)).instance
        #expect(moved.state == "awaitingActivation")
        let before = world.mailbox.all.count
        try await world.settle()
        #expect(Set(world.mailbox.all.dropFirst(before).map(\.to)) == [stella, guna])
        #expect(try await world.engine.link(old, viewer: world.caller("egain"))?.ended != nil)
        let end = try await world.count("select count(*) from timer where name = 'awaitingActivation.expire#1'")
        #expect(end == 1)
        try await world.join(stella, profile: Requests.profile(first: "Stella", last: "Ricci"))
        for (address, error) in [
            (egain, "alreadyForwarded"), (guna, "approverIsRequester"), (stella, "alreadyApprover"),
        ] {
            let refused = try await world.refusal {
                _ = try await world.send("forward", to: view.id, as: stella, email(address))
            }
            #expect(refused?.fields.contains(FieldError(field: "email", error: error)) == true, "\(error)")
        }
        let late = try await world.refusal { _ = try await world.send("authorise", to: view.id, as: "egain") }
        #expect(late?.code == .notAllowed, "he acted, so he may look")
    }

    @Test(arguments: TestStore.allCases)
    func `passed on five times at most`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        var holder = "egain"
        for number in 1...6 {
            let next = "n\(number)@webmail.example"
            let refused = try await world.refusal {
                _ = try await world.send("forward", to: view.id, as: holder, email(next))
            }
            #expect(refused?.fields.first?.error == (number == 6 ? "tooManyForwards" : nil))
            if number == 6 { break }
            try await world.join(next, profile: Requests.profile(first: "N", last: "\(number)"))
            holder = next
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a nominee to whom it is passed decides, and is no nominee any more`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let moved = try await world.send("forward", to: view.id, as: "egain", email(zab)).instance
        #expect(moved.state == "awaitingActivation")
        let seen = try await world.engine.instance(view.id, as: world.caller("guna"))
        #expect(seen.context["nominees"] == .list([.text(guna)]))
        let ended = try await world.send(
            "authorise", to: view.id, as: "zab", .object([("accountName", "Customer Company Name")])
        ).instance
        #expect(ended.state == "active")
        try await world.settle()
        #expect(world.mailbox.all.count { $0.to == zab && $0.mail.text.contains("invites you") } == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `after five forwards the requester still names whom he wants, even one who passed it on`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        var holder = "egain"
        for number in 1...5 {
            let next = "n\(number)@webmail.example"
            _ = try await world.send("forward", to: view.id, as: holder, email(next))
            try await world.join(next, profile: Requests.profile(first: "N", last: "\(number)"))
            holder = next
        }
        let own = try await world.refusal {
            _ = try await world.send("nameApprover", to: view.id, as: "guna", email(guna))
        }
        #expect(own?.fields == [FieldError(field: "email", error: "approverIsRequester")])
        let named = try await world.send("nameApprover", to: view.id, as: "guna", email(egain)).instance
        #expect(named.state == "awaitingActivation")
    }

    @Test(arguments: TestStore.allCases)
    func `AC31 whoever does not know sends it back, and another is named`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let unsure = try await world.send("unknown", to: view.id, as: "egain").instance
        #expect(unsure.state == "approverUnknown")
        try await world.settle()
        #expect(world.mailbox.all.last?.to == guna && world.mailbox.linkSecret(to: guna) != nil)
        #expect(try await world.engine.tasks(of: world.caller("guna")).map(\.instance) == [view.id])
        let same = try await world.refusal {
            _ = try await world.send("nameApprover", to: view.id, as: "guna", email(egain))
        }
        #expect(same?.fields == [FieldError(field: "email", error: "alreadyApprover")])
        let named = try await world.send("nameApprover", to: view.id, as: "guna", email(stella)).instance
        #expect(named.state == "awaitingActivation")
        try await world.settle()
        #expect(world.mailbox.linkSecret(to: stella) != nil)
    }

    @Test(arguments: TestStore.allCases)
    func `AC32 deleted: the requester is told, nominees never hear of it, the name is never reused`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let reason = JSON.object([("endReason", "We have one already")])
        #expect(try await world.send("delete", to: view.id, as: "egain", reason).instance.state == "deleted")
        try await world.settle()
        #expect(world.mailbox.all.last?.to == guna)
        #expect(world.mailbox.all.last?.mail.text.contains("We have one already") == true)
        #expect(!world.mailbox.all.contains { $0.to == zab })
        #expect(try await world.count("select count(*) from account where status = 'deleted'") == 1)
        #expect(try await world.count("select count(*) from spent_identifier") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `AC33 nobody answers: three reminders, one word to the requester, and the end`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        var heard: [Int: [String]] = [:]
        for day in 1...31 {
            world.time.advance(.days(1))
            let before = world.mailbox.all.count
            try await world.settle()
            let mails = world.mailbox.all.dropFirst(before).map(\.to).sorted()
            if !mails.isEmpty { heard[day] = mails }
        }
        #expect(heard == [7: [egain], 14: [egain, guna], 23: [egain], 30: [egain, guna]])
        #expect(try await world.engine.instance(view.id, as: world.caller("guna")).state == "expired")
        #expect(try await world.count("select count(*) from account where status = 'pending'") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `AC34 an outage from the sixth to the sixteenth day makes one reminder of two`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        world.time.advance(.days(16))
        let before = world.mailbox.all.count
        try await world.settle()
        try await world.settle()
        #expect(world.mailbox.all.dropFirst(before).map(\.to).sorted() == [egain, guna])
        world.time.advance(.days(7))
        try await world.settle()
        #expect(world.mailbox.all.count == before + 3)
        world.time.advance(.days(7))
        try await world.settle()
        #expect(try await world.engine.instance(view.id, as: world.caller("guna")).state == "expired")
    }

    @Test(arguments: TestStore.allCases)
    func `AC35 authorised and withdrawn in one second: one of them is`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let outcomes = await withTaskGroup(of: String.self) { group in
            group.addTask {
                await self.outcome { try await world.send("authorise", to: view.id, as: "egain", Requests.authorise()) }
            }
            group.addTask { await self.outcome { try await world.send("withdraw", to: view.id, as: "guna") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let state = try await world.engine.instance(view.id, as: world.caller("guna")).state
        #expect(["active", "withdrawn"].contains(state))
        #expect(Set(outcomes) == [state, "event-not-allowed \(state)"])
    }

    private func outcome(_ body: () async throws -> Answer) async -> String {
        do {
            return try await body().instance.state
        } catch let error as EngineError {
            return "\(error.code.rawValue) \(error.state ?? "")"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: TestStore.allCases)
    func `AC36 a limited request that was passed to a company address becomes standard`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        _ = try await world.send("forward", to: view.id, as: "egain", email(felipe))
        let answer = Requests.authorise("Logica", allow: [:], hasHeadquarters: true)
        let active = try await world.send("authorise", to: view.id, as: "felipe", answer).instance
        #expect(active.state == "active" && active.context["kind"] == .text("standard"))
        #expect(active.context["identifier"] == .text("br.logica.example"))
        let account = try #require(
            try await world.accounts.account(id: world.account(of: view), viewer: world.person("felipe")))
        #expect(account.account.kind == .standard && account.account.identifier == "br.logica.example")
        try await world.settle()
        #expect(world.mailbox.all.contains { $0.to == guna && $0.mail.text.contains("br.logica.example") })
    }

    @Test(arguments: TestStore.allCases)
    func `AC37 a standard request that a public address authorises is reasoned, reviewed, and then active`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        try await world.join("ida@dune.example", profile: Requests.profile(first: "Ida", last: "Dune"))
        let request = Requests.other(approver: "ida@dune.example", wants: false, users: [])
        let view = try await world.start("account-request", as: "guna", request).instance
        #expect(view.context["identifier"] == .text("dune.example") && view.state == "awaitingActivation")
        _ = try await world.send("forward", to: view.id, as: "ida@dune.example", email(egain))
        let answer = Requests.authorise("Dune", allow: [:], hasHeadquarters: true)
        let asked = try await world.send("authorise", to: view.id, as: "egain", answer).instance
        #expect(asked.state == "reasonNeeded")
        let reason = JSON.object([("justification", "They use a public address for mail.")])
        #expect(try await world.send("giveReason", to: view.id, as: "guna", reason).instance.state == "domainReview")
        let active = try await world.send("approveDomain", to: view.id, as: "rei").instance
        #expect(active.state == "active")
        let account = try #require(
            try await world.accounts.account(id: world.account(of: view), viewer: world.person("egain")))
        #expect(account.account.name == "Dune" && account.account.identifier == "dune.example")
    }

    @Test(arguments: TestStore.allCases)
    func `AC38 a partner does not have a customer's authority`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let refused = try await world.refusal {
            _ = try await world.start(
                "account-request", as: "guna",
                Requests.edited(domain: "customer.example", name: "Customer Company Name"))
        }
        #expect(refused?.fields == [FieldError(field: "authority", error: "partnerNeedsApprover")])
        #expect(try await world.count("select count(*) from instance") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `AC39 a requester with the approver's link cannot approve his own request`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        let secret = try #require(world.mailbox.linkSecret(to: egain))
        let link = try #require(try await world.engine.link(secret, viewer: world.caller("guna")))
        #expect(!link.isViewers)
        for event in ["authorise", "activate", "forward", "unknown", "delete"] {
            let refused = try await world.refusal {
                _ = try await world.send(event, to: view.id, as: "guna", Requests.authorise(), link: secret)
            }
            #expect(refused?.code == .linkForSomeoneElse || refused?.code == .notAllowed, "\(event)")
        }
        #expect(try await world.engine.instance(view.id, as: world.caller("guna")).revision == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `AC48 a nominee who declines takes no place, and the inviter reads why`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        _ = try await world.send("authorise", to: view.id, as: "egain", Requests.authorise(allow: [zab: true]))
        try await world.settle()
        #expect(try await world.count("select count(*) from invited_place") == 2)
        let invitations = try await world.engine.list(workflow: "invitation", state: nil, limit: 10)
        let zabs = try await world.engine.tasks(of: world.caller("zab")).map(\.instance)
        #expect(invitations.count == 2 && zabs.count == 1)
        let wrong = JSON.object([("answer", "wrong person")])
        let declined = try await world.send("decline", to: try #require(zabs.first), as: "zab", wrong).instance
        #expect(declined.state == "declined")
        try await world.settle()
        #expect(world.mailbox.all.last?.to == egain)
        #expect(world.mailbox.all.last?.mail.text.contains("wrong person") == true)
        #expect(try await world.count("select count(*) from invited_place") == 1)
        try await world.expectSound()
        #expect(try await world.accounts.account(id: world.account(of: view), viewer: world.person("zab")) == nil)
    }
}
