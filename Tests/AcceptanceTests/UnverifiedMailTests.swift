import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Nobody bombs an address with our mails (S-8): what workflows may send where nobody has signed in yet.
@Suite struct `S8 mails of workflows to an address never verified` {
    private static let victim = "victim@webmail.example"

    private func ask(_ world: TestWorld, as name: String, key: String? = nil) async throws -> EngineError? {
        let request = Requests.other(approver: Self.victim, wants: false, users: [])
        return try await world.refusal { _ = try await world.start("account-request", as: name, request, key: key) }
    }

    private func delivered(_ world: TestWorld) -> Int { world.mailbox.all.count { $0.to == Self.victim } }

    @Test(arguments: TestStore.allCases)
    func `S8 two an hour and seven a day, whoever asks; the rest is 429 with a time, and nothing is changed`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let names = ["guna", "maria", "anna", "felipe", "taro"]
        var hours = 0
        while delivered(world) < 7 {
            for name in names { _ = try await ask(world, as: name) }
            try await world.settle()
            hours += 1
            #expect(delivered(world) == min(hours * 2, 7))
            world.time.advance(.hours(1))
        }
        #expect(hours == 4)
        // the eighth of the day waits for the first to be a day old
        let instances = try await world.count("select count(*) from instance")
        let refused = try #require(try await ask(world, as: "guna", key: "once"))
        #expect(refused.code == .tooManyMails && refused.status == 429)
        #expect(refused.retryAfterSeconds == 20 * 3_600)
        #expect(!refused.message.contains(Self.victim))
        #expect(try await world.count("select count(*) from instance") == instances)
        #expect(try await world.count("select count(*) from outbox") == 0)
        #expect(try await world.count("select count(*) from security_event where code = 'too-many-mails'") > 0)
        // and the same request with the same key goes through then
        world.time.advance(.hours(20))
        #expect(try await ask(world, as: "guna", key: "once") == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `S8 the limit is one for all processes, and of presses at once no more get through`(
        store: TestStore
    ) async throws {
        let folder = try TemporaryFolder()
        let worlds = [
            try await TestWorld(store, folder: folder), try await TestWorld(store, folder: folder, seed: 2),
        ]
        let through = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (number, name) in ["guna", "maria", "anna", "felipe", "taro", "zab"].enumerated() {
                group.addTask { try await self.ask(worlds[number % 2], as: name) == nil }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(through == 2)
        for world in worlds { try await world.settle() }
        #expect(worlds.map(delivered).reduce(0, +) == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `S8 U15 a fresh link in place of a dead one counts as well, and whoever presses reads it`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        _ = try await ask(world, as: "guna")
        try await world.settle()
        let old = try #require(world.mailbox.linkSecret(to: Self.victim))
        let link = try #require(try await world.engine.link(old, viewer: nil))
        _ = try await world.send("resend", to: link.instance, as: "guna")
        world.time.advance(.hours(25))
        for name in ["maria", "anna"] { #expect(try await ask(world, as: name) == nil) }
        try await world.settle()
        let revision = try await world.engine.instance(link.instance, as: .system).revision
        let refused = try await world.refusal { try await world.engine.mailAnew(old) }
        #expect(refused?.code == .tooManyMails && refused?.retryAfterSeconds == 3_600)
        #expect(try await world.engine.instance(link.instance, as: .system).revision == revision)
        world.time.advance(.hours(1))
        try await world.engine.mailAnew(old)
        try await world.settle()
        #expect(delivered(world) == 5)
        let entries = try await world.engine.history(link.instance, as: .system)
        #expect(entries.last?.event == "resend" && entries.last?.role == "system" && entries.last?.who == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `S8 a reminder that is one too many is left out and logged, and the request goes on`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        for name in ["guna", "maria", "anna", "felipe"] {
            #expect(try await ask(world, as: name) == nil)
            if name == "maria" { world.time.advance(.hours(1)) }
        }
        try await world.settle()
        #expect(delivered(world) == 4)
        world.time.advance(.days(8))
        try await world.settle()
        #expect(delivered(world) == 6)
        #expect(try await world.count("select count(*) from security_event where code = 'too-many-mails'") == 2)
        #expect(try await world.count("select count(*) from instance where stuck is not null") == 0)
        // whoever signs in finds all four, and has no limit any more
        try await world.join(Self.victim, profile: Requests.profile(first: "Vic", last: "Tim"))
        #expect(try await world.engine.tasks(of: world.caller(Self.victim)).count == 4)
        world.time.advance(.days(8))
        try await world.settle()
        #expect(delivered(world) == 10)
        for name in ["guna", "maria", "anna", "felipe", "taro"] { #expect(try await ask(world, as: name) == nil) }
    }
}
