import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Flow (b): an identifier that is not one's own domain is reviewed (`domain.md` 9).
@Suite(.everyBoundary) struct `AC05 to AC19 a reviewed identifier` {
    private let anna = "anna@kestrel.example"
    private let rei = "rei@vendor.example"
    private let olga = "olga@vendor.example"
    private let denial = JSON.object([("category", "noRight"), ("endReason", "The lab belongs to another company.")])

    private func start(_ world: TestWorld, as name: String, _ request: JSON) async throws -> [FieldError] {
        try await world.refusal { _ = try await world.start("account-request", as: name, request) }?.fields ?? []
    }

    @Test(arguments: TestStore.allCases)
    func `AC05 a stranger who types a requested identifier reads what a free one answers`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let taros = try await world.taroAsks()
        let before = world.mailbox.all.count
        let request = Requests.edited(domain: "xyz-manufacture.example", name: "XYZ too")
        let view = try await world.start("account-request", as: "anna", request).instance
        let free = Requests.edited(domain: "xyz-free.example", name: "XYZ too")
        let other = try await world.start("account-request", as: "anna", free).instance
        #expect(view.state == "domainReview" && other.state == "domainReview")
        #expect(view.offers.map(\.name) == other.offers.map(\.name))
        try await world.settle()
        let mails = world.mailbox.all.dropFirst(before).filter { $0.to == anna }.map(\.mail.subject)
        #expect(mails.count == 2 && Set(mails).count == 1)
        let refused = try await world.refusal { _ = try await world.send("approveDomain", to: view.id, as: "rei") }
        #expect(refused?.text?.key == "events.approveDomain.errors.identifierTaken")
        #expect(try await world.engine.instance(taros.id, as: world.caller("taro")).revision == 1)
        #expect(try await world.send("approveDomain", to: other.id, as: "rei").instance.state == "awaitingActivation")
    }

    @Test(arguments: TestStore.allCases)
    func `AC10 a prefix waits for review, the reviewers and the requester are mailed`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.annaAsks()
        #expect(view.state == "domainReview" && view.context["identifier"] == .text("lab.kestrel.example"))
        #expect(world.mailbox.all.map(\.to).sorted() == [anna, rei])
        let review = try #require(world.mailbox.all.first { $0.to == rei }?.mail.text)
        for words in ["lab.kestrel.example", "Second account for our lab network", "+44 20 7946 0199"] {
            #expect(review.contains(words))
        }
        #expect(try await world.engine.tasks(of: world.caller("rei")).map(\.instance) == [view.id])
    }

    @Test(
        arguments: TestStore.allCases,
        [
            ("too short", "+44 20 7946 0199", "justification", "tooShort"),
            (String(repeating: "x", count: 1_001), "+44 20 7946 0199", "justification", "tooLong"),
            ("Second account for our lab network", "0", "phone", "tooShort"),
        ])
    func `AC11 reason and phone are refused at their fields`(
        store: TestStore, wrong: (reason: String, phone: String, field: String, error: String)
    ) async throws {
        let world = try await TestWorld(store)
        let request = Requests.edited(
            prefix: "lab", domain: "kestrel.example", justification: wrong.reason, phone: wrong.phone)
        let faults = try await start(world, as: "anna", request)
        #expect(faults.map(\.field) == [wrong.field])
        #expect(faults.map(\.error) == [wrong.error] || faults.map(\.error) == ["notAPhone"])
    }

    @Test(arguments: TestStore.allCases)
    func `AC12 AC13 a question, its answer, the approval, and the account`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.annaAsks()
        let question = JSON.object([("question", "Who uses it?")])
        let asked = try await world.send("askReason", to: view.id, as: "rei", question).instance
        #expect(asked.state == "reasonNeeded")
        try await world.settle()
        #expect(world.mailbox.all.last?.to == anna)
        #expect(world.mailbox.all.last?.mail.text.contains("Who uses it?") == true)
        world.time.advance(.days(3))
        let reason = JSON.object([("justification", "Our lab's network, run by my team.")])
        #expect(try await world.send("giveReason", to: view.id, as: "anna", reason).instance.state == "domainReview")
        let evidence = try await world.engine.instance(view.id, as: world.caller("rei")).context
        #expect(evidence["question"] == .text("Who uses it?"))
        #expect(evidence["justification"] == .text("Our lab's network, run by my team."))
        let approved = try await world.send("approveDomain", to: view.id, as: "rei").instance
        #expect(approved.state == "awaitingActivation")
        let before = world.mailbox.all.count
        try await world.settle()
        #expect(world.mailbox.all.dropFirst(before).filter { $0.to == anna }.count == 2, "M-15 and M-10")
        let secret = try #require(world.mailbox.linkSecret(to: anna))
        let active = try await world.send("activate", to: view.id, as: "anna", link: secret).instance
        #expect(active.state == "active")
        let account = try #require(
            try await world.accounts.account(id: world.account(of: view), viewer: world.person("anna")))
        #expect(account.account.identifier == "lab.kestrel.example")
    }

    @Test(arguments: TestStore.allCases)
    func `AC14 denied with a reason, the identifier is free, and one may start again`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.annaAsks()
        #expect(try await world.send("denyDomain", to: view.id, as: "rei", denial).instance.state == "denied")
        try await world.settle()
        #expect(world.mailbox.all.last?.to == anna)
        #expect(world.mailbox.all.last?.mail.text.contains("The lab belongs to another company.") == true)
        let form = try await world.engine.startForm("account-request", again: view.id, as: world.caller("anna"))
        #expect(form.values["accountName"] == .text("Kestrel Lab"))
        #expect(try await world.annaAsks().state == "domainReview")
    }

    @Test(arguments: TestStore.allCases)
    func `AC15 neither the requester nor a reviewer who is a party decides`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.annaAsks()
        for event in ["approveDomain", "askReason", "denyDomain"] {
            let refused = try await world.refusal { _ = try await world.send(event, to: view.id, as: "anna", denial) }
            #expect(refused?.code == .notAllowed, "\(event)")
        }
        let own = try await world.start(
            "account-request", as: "rei", Requests.edited(prefix: "lab", domain: "vendor.example")
        ).instance
        let refused = try await world.refusal { _ = try await world.send("approveDomain", to: own.id, as: "rei") }
        #expect(refused?.code == .notAllowed)
        #expect(try await world.engine.tasks(of: world.caller("rei")).map(\.instance) == [view.id])
        for id in [view.id, own.id] {
            #expect(try await world.engine.instance(id, as: .system).revision == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `AC16 the default identifier needs no review`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.annaAsks()
        _ = try await world.send("askReason", to: view.id, as: "rei", .object([("question", "Who uses it?")]))
        let restored = try await world.send(
            "giveReason", to: view.id, as: "anna", .object([("restoreDefault", true)])
        ).instance
        #expect(restored.state == "awaitingActivation")
        #expect(restored.context["identifier"] == .text("kestrel.example"))
        #expect(try await world.send("activate", to: view.id, as: "anna").instance.state == "active")
    }

    @Test(arguments: TestStore.allCases)
    func `AC17 names that nobody may have are refused`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        for (name, error) in [
            ("webmail.example", "identifierPublicEmail"), ("gmail.com", "identifierPublicEmail"),
            ("foo.smb", "identifierLimitedEnding"), ("co.uk", "identifierPublicSuffix"),
        ] {
            let faults = try await start(world, as: "anna", Requests.edited(domain: name))
            #expect(faults.map(\.error) == [error], "\(name)")
        }
        for name in ["com", "-x.example.com", "a b.example", "x"] {
            let faults = try await start(world, as: "anna", Requests.edited(domain: name))
            #expect(faults == [FieldError(field: "domain", error: "notADomain")], "\(name)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `AC18 three denials close an identifier until staff opens it`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        for _ in 0..<3 {
            let view = try await world.annaAsks()
            #expect(try await world.send("denyDomain", to: view.id, as: "rei", denial).instance.state == "denied")
        }
        let request = Requests.edited(prefix: "lab", domain: "kestrel.example")
        #expect(try await start(world, as: "anna", request).map(\.error) == ["identifierBlocked"])
        let identifiers = Identifiers(database: world.database)
        #expect(try await identifiers.allow("lab.kestrel.example", now: world.time.now) == 3)
        #expect(try await world.start("account-request", as: "anna", request).instance.state == "domainReview")
    }

    @Test(arguments: TestStore.allCases)
    func `AC19 silence decides nothing: reviewers hear after three days, operations every ten`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let view = try await world.annaAsks()
        var heard: [Int: [String]] = [:]
        for day in 1...31 {
            world.time.advance(.days(1))
            let before = world.mailbox.all.count
            try await world.settle()
            let mails = world.mailbox.all.dropFirst(before).map(\.to).sorted()
            if !mails.isEmpty { heard[day] = mails }
        }
        #expect(heard == [3: [rei], 10: [olga], 20: [olga], 30: [olga]])
        #expect(try await world.engine.instance(view.id, as: world.caller("anna")).state == "domainReview")
        #expect(try await world.send("withdraw", to: view.id, as: "anna").instance.state == "withdrawn")
    }
}
