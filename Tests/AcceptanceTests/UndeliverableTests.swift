import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// A mail that nobody will get is the asker's news (U-12, R-12, R-19).
@Suite(.everyBoundary) struct `U12 a mail that was refused for good` {
    private let typo = "egian@webmail.example"
    private let egain = "egain@webmail.example"
    private let reply = "550 5.1.1 <egian@webmail.example>: no such user here, call http://elsewhere.example"

    private func undelivered(_ id: InstanceID, as name: String, in world: TestWorld) async throws -> [Undelivered] {
        try await world.engine.instance(id, as: world.caller(name)).turns.flatMap(\.undelivered)
    }

    private func asked(_ store: TestStore) async throws -> (world: TestWorld, view: InstanceView) {
        let world = try await TestWorld(store)
        world.mailbox.refuse(typo, saying: reply)
        let view = try await world.start("account-request", as: "guna", Requests.other(approver: typo)).instance
        try await world.settle()
        return (world, view)
    }

    @Test(arguments: TestStore.allCases)
    func `U12 R12 the asker reads why and corrects the address; a new mail leaves and the old link is dead`(
        store: TestStore
    ) async throws {
        let (world, view) = try await asked(store)
        let refused = Undelivered(
            mail: "activation-required", to: typo, at: world.time.now, cause: .noSuchMailbox,
            corrections: ["nameApprover"])
        #expect(try await undelivered(view.id, as: "guna", in: world) == [refused])
        #expect(
            try await world.engine.search(InstanceSearch(), as: world.caller("guna")).instances.map(\.isUndelivered)
                == [true])
        let old = try #require(world.mailbox.linkSecret(to: typo))

        world.time.advance(.minutes(5))
        _ = try await world.send("nameApprover", to: view.id, as: "guna", .object([("email", .string(egain))]))
        try await world.settle()
        #expect(try await undelivered(view.id, as: "guna", in: world) == [])
        #expect(
            try await world.engine.search(InstanceSearch(), as: world.caller("guna")).instances.map(\.isUndelivered)
                == [false])
        let link = try #require(try await world.engine.link(old, viewer: nil))
        #expect(link.ended != nil && !link.turnStands)
        let secret = try #require(world.mailbox.linkSecret(to: egain))
        let ended = try await world.send(
            "authorise", to: view.id, as: "egain", Requests.authorise(), link: secret)
        #expect(ended.instance.state == "active")
    }

    @Test(arguments: TestStore.allCases)
    func `R19 what a mail server says changes no due time, no turn and no history`(store: TestStore) async throws {
        let (world, view) = try await asked(store)
        func standing() async throws -> [Timestamp?] {
            let seen = try await world.engine.instance(view.id, as: world.caller("guna"))
            return [seen.turns.first?.until, seen.turns.first?.since, seen.updatedAt]
        }
        let before = try await standing()
        #expect(before.first == view.turns.first?.until)
        #expect(try await world.engine.instance(view.id, as: .system).revision == view.revision)
        world.time.advance(.days(7))
        try await world.settle()  // the reminder ends as the first mail did
        #expect(world.mailbox.refused.count == 1, "and nobody tried it")
        #expect(try await standing().first == before.first)
        let refused = try await undelivered(view.id, as: "guna", in: world)
        #expect(refused.map(\.mail) == ["activation-reminder"] && refused.map(\.at) == [world.time.now])
    }

    @Test(arguments: TestStore.allCases)
    func `a mail that is sent again and arrives takes the news back`(store: TestStore) async throws {
        let (world, view) = try await asked(store)
        world.mailbox.refuse(typo, saying: nil)
        try await ask(world, for: typo)
        world.time.advance(.minutes(5))
        _ = try await world.send("resend", to: view.id, as: "guna")
        #expect(try await undelivered(view.id, as: "guna", in: world) == [])
        try await world.settle()
        #expect(try await undelivered(view.id, as: "guna", in: world) == [])
        #expect(world.mailbox.all.last?.to == typo && world.mailbox.all.last?.mail.subject != "code")
    }

    /// A code for somebody who wants to prove the address.
    private func ask(_ world: TestWorld, for address: String) async throws {
        let now = world.time.now
        try await world.database.transaction { tx in
            try world.outbox.queue(
                RenderedMail(subject: "code", text: "1", html: "1"), kind: "sign-in-code", to: address, notAfter: nil,
                now: now, in: tx)
        }
        try await world.settle()
    }

    @Test(arguments: TestStore.allCases)
    func `R12 an address without a mailbox is mailed nothing more, in no request, until a code arrives there`(
        store: TestStore
    ) async throws {
        let (world, first) = try await asked(store)
        let second = try await world.start("account-request", as: "maria", Requests.other(approver: typo)).instance
        try await world.settle()
        world.time.advance(.hours(2))
        _ = try await world.send("resend", to: first.id, as: "guna")
        try await world.settle()
        #expect(world.mailbox.refused.count == 1)
        // both askers read why, as if it had been tried
        for (id, name) in [(first.id, "guna"), (second.id, "maria")] {
            let refused = try await undelivered(id, as: name, in: world)
            #expect(refused.map(\.cause) == [.noSuchMailbox] && refused.map(\.to) == [typo], "\(name)")
        }
        // a code is tried whenever somebody asks for it, and only one that arrives counts
        try await ask(world, for: typo)
        #expect(world.mailbox.refused.count == 2)
        #expect(try await world.count("select count(*) from refused_address") == 1)
        world.mailbox.refuse(typo, saying: nil)
        try await ask(world, for: typo)
        #expect(try await world.count("select count(*) from refused_address") == 0)
        world.time.advance(.days(7))
        try await world.settle()
        #expect(world.mailbox.all.count { $0.to == typo } == 3, "the code and two reminders")
    }

    @Test(arguments: TestStore.allCases, ["552 5.2.2 full", "552 5.3.4 too big", "550 5.7.1 listed", "554 no"])
    func `R12 what says nothing of the address keeps nothing else from it`(store: TestStore, reply: String) async throws
    {
        let world = try await TestWorld(store)
        world.mailbox.refuse(typo, saying: reply)
        _ = try await world.start("account-request", as: "guna", Requests.other(approver: typo))
        try await world.settle()
        world.mailbox.refuse(typo, saying: nil)
        world.time.advance(.days(7))
        try await world.settle()
        #expect(world.mailbox.all.map(\.to).contains(typo))
    }

    @Test(arguments: TestStore.allCases)
    func `a letter that operators give up is told to the asker, with their reason`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        world.mailbox.answerNext([.unsendable(reason: "To: no"), .unsendable(reason: "To: no")])
        let view = try await world.start("account-request", as: "guna", Requests.other(approver: egain)).instance
        try await world.settle()
        let letters = try await Outbox.dead(limit: 10, in: world.database)
        let letter = try #require(letters.first { $0.instance == view.id && $0.kind == "activation-required" })
        #expect(try await world.engine.discard(letter.id, reason: "the approver has left") == .discarded)
        let told = try await undelivered(view.id, as: "guna", in: world)
        #expect(told.map(\.cause) == [.givenUp] && told.map(\.reason) == ["the approver has left"])
        #expect(told.flatMap(\.corrections) == ["nameApprover"])
        #expect(try await undelivered(view.id, as: "egain", in: world) == [])
    }

    @Test(arguments: TestStore.allCases)
    func `nobody but the asker is told of it, whoever else may look`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        world.mailbox.refuse(typo, saying: reply)
        _ = try await world.send("forward", to: view.id, as: "egain", .object([("email", .string(typo))]))
        try await world.settle()
        #expect(try await undelivered(view.id, as: "egain", in: world) == [])  // acted, and may look
        #expect(try await undelivered(view.id, as: "guna", in: world).map(\.to) == [typo])
    }

    @Test(arguments: TestStore.allCases)
    func `the inviter of somebody who cannot be reached is told, and can cancel`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.gunaAsks()
        world.mailbox.refuse("zab@webmail.example", saying: "552 5.2.2 mailbox full")
        let answer = Requests.authorise(allow: ["guna@kestrel.example": false, "zab@webmail.example": true])
        _ = try await world.send("authorise", to: view.id, as: "egain", answer)
        try await world.settle()
        let invitation = try #require(try await world.newest("invitation"))
        let seen = try await world.engine.instance(invitation.id, as: world.caller("egain"))
        #expect(seen.turns.flatMap(\.undelivered).map(\.cause) == [.mailboxFull])
        #expect(seen.turns.flatMap(\.undelivered).flatMap(\.corrections) == [])
        #expect(seen.offers.map(\.name).contains("cancel"))
    }

    @Test(
        arguments: [
            ("550 5.1.1 no such user", .noSuchMailbox), ("550 unknown", .noSuchMailbox),
            ("556 5.1.10 null MX", .noSuchMailbox), ("550 5.2.1 disabled", .noSuchMailbox),
            ("552 full", .mailboxFull), ("552 5.2.2 full", .mailboxFull), ("552 5.3.4 too big", .messageTooLarge),
            ("550 5.7.1 listed", .refusedByPolicy), ("554 no", .other), ("550 5.6.0 odd", .other), ("", .other),
            ("550 4.1.1 odd", .noSuchMailbox), ("five hundred", .other), ("discarded: 550 left", .givenUp),
        ] as [(String, Undelivered.Cause)])
    func `what the server said is told in our own words`(said: (reply: String, cause: Undelivered.Cause)) {
        #expect(Undelivered.Cause(reply: said.reply) == said.cause)
    }
}
