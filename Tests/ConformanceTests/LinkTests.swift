import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// One-time links: bound, single use, dead ones lead on (`commit.md` 11, S-1, S-3).
@Suite struct `C61 C62 links` {
    private let approver = "b@two.example"
    private var form: JSON { .object([("approver", .string(approver))]) }

    private func waiting(_ store: TestStore) async throws -> (BareWorld, InstanceID) {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", form).instance.id
        try await world.settle()
        return (world, id)
    }

    private func link(_ world: BareWorld, _ secret: String, as email: String? = nil) async throws -> LinkView {
        try #require(try await world.engine.link(secret, viewer: email.map(BareWorld.person)))
    }

    @Test(arguments: TestStore.allCases)
    func `C61 of three mails the newest acts, and the older ones say why not`(store: TestStore) async throws {
        let (world, id) = try await waiting(store)
        var secrets = [try #require(world.mailbox.linkSecret(to: approver))]
        for _ in 0..<2 {
            world.time.advance(.days(7))
            try await world.settle()
            secrets.append(try #require(world.mailbox.linkSecret(to: approver)))
        }
        #expect(Set(secrets).count == 3)
        for old in secrets.dropLast() {
            let view = try await link(world, old, as: approver)
            #expect(view.ended == "reminded" && view.turnStands)
            let refused = try await world.refusal {
                _ = try await world.send("approve", to: id, as: approver, link: old)
            }
            #expect(refused?.code == .linkEnded)
        }
        #expect(try await link(world, secrets[2]).ended == nil)
        let done = try await world.send("approve", to: id, as: approver, link: secrets[2])
        #expect(done.instance.state == "approved")
        let used = try await link(world, secrets[2], as: approver)
        #expect(used.ended == "answered" && !used.turnStands && used.currentTitle?.en == "Approved")
    }

    @Test(arguments: TestStore.allCases)
    func `C61 resend, forward, withdrawal and expiry each end the old link in their own words`(
        store: TestStore
    ) async throws {
        let (world, id) = try await waiting(store)
        let first = try #require(world.mailbox.linkSecret(to: approver))
        _ = try await world.send("resend", to: id)
        try await world.settle()
        let second = try #require(world.mailbox.linkSecret(to: approver))
        #expect(try await link(world, first).ended == "resent")
        _ = try await world.send("forward", to: id, .object([("approver", "c@three.example")]), as: approver)
        try await world.settle()
        #expect(try await link(world, second).ended == "forwarded")
        let third = try #require(world.mailbox.linkSecret(to: "c@three.example"))
        _ = try await world.send("withdraw", to: id)
        #expect(try await link(world, third).ended == "withdrawn")

        let (other, otherID) = try await waiting(store)
        let fourth = try #require(other.mailbox.linkSecret(to: approver))
        other.time.advance(.days(29))
        try await other.settle()
        other.time.advance(.days(2))
        try await other.settle()
        #expect(try await other.engine.instance(otherID, as: .system).state == "expired")
        #expect(try await link(other, fourth).ended == "reminded")
    }

    @Test(arguments: TestStore.allCases)
    func `C61 a stranger reads no address and no outcome`(store: TestStore) async throws {
        let (world, id) = try await waiting(store)
        let secret = try #require(world.mailbox.linkSecret(to: approver))
        _ = try await world.send("approve", to: id, as: approver, link: secret)
        for viewer in [nil, "x@three.example"] {
            let view = try await link(world, secret, as: viewer)
            #expect(view.boundEmail == "b…@two.example" && !view.isViewers)
            #expect(view.currentTitle == nil && view.endedByRole == nil)
        }
        #expect(try await world.engine.link("made-up", viewer: nil) == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `S1 whoever holds only the link does nothing with it`(store: TestStore) async throws {
        let (world, id) = try await waiting(store)
        let secret = try #require(world.mailbox.linkSecret(to: approver))
        let before = try await world.count("select count(*) from history")
        let colleague = try await world.refusal {
            _ = try await world.send("approve", to: id, as: "asker@one.example", link: secret)
        }
        #expect(colleague?.code == .linkForSomeoneElse)
        #expect(colleague?.message.contains("b…@two.example") == true)
        let stranger = try await world.refusal {
            _ = try await world.send("approve", to: id, as: "x@three.example", link: secret)
        }
        #expect(stranger?.code == .notFound)
        #expect(try await world.count("select count(*) from history") == before)
        #expect(try await link(world, secret).ended == nil)
        #expect(try await world.count("select count(*) from security_event") == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `C62 a link lives as long as its task, also when a late reminder moves the end`(store: TestStore) async throws
    {
        let chart = Charts.approval.replacing("at: [P7D, P14D, P23D]", with: "at: P2D")
            .replacing("expire: { at: P30D", with: "expire: { at: P3D")
        let world = try await BareWorld(store, definitions: [chart], facts: [Facts.flag(Deeds())])
        _ = try await world.start("approval", form)
        try await world.settle()
        let secret = try #require(world.mailbox.linkSecret(to: approver))
        let start = world.time.now
        #expect(try await link(world, secret).expiresAt == start.adding(.days(3)))

        world.time.advance(.hours(70))  // the reminder is late: it goes at 2 days 22 hours
        try await world.settle()
        let newer = try #require(world.mailbox.linkSecret(to: approver))
        #expect(try await link(world, newer).expiresAt == start.adding(.hours(94)))
        world.time.advance(.hours(23))
        #expect(try await link(world, newer).ended == nil)
        world.time.advance(.hours(1))
        #expect(try await link(world, newer).ended == "expired")
    }
}
