import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

/// How many people an account has room for (D-20).
@Suite struct `Places in an account` {
    private static let mohammad = "mohammad@webmail.example"

    private func limited(_ store: TestStore) async throws -> (OnboardingWorld, String) {
        let world = try await OnboardingWorld(store)
        let (id, _) = try await world.reserve(.limited, by: Self.mohammad)
        try await world.activate(id, .limited, by: Self.mohammad)
        return (world, id)
    }

    private static func person(_ email: String) -> Value { .person(PersonReference(email: email)) }

    private static func refused(_ body: () async throws -> Void) async throws -> Refused? {
        do {
            try await body()
            return nil
        } catch let refusal as Refused {
            return refusal
        }
    }

    private func invite(_ email: String, to account: String, _ world: OnboardingWorld) async throws -> Refused? {
        try await Self.refused {
            try await world.perform(ReservePlace(), ["account": .text(account), "invitee": Self.person(email)])
        }
    }

    private func accept(_ email: String, in account: String, _ world: OnboardingWorld) async throws -> Refused? {
        try await Self.refused {
            try await world.perform(
                AddMember(),
                [
                    "account": .text(account), "invitee": Self.person(email), "role": .text("user"),
                    "inviter": Self.person(Self.mohammad),
                ])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a limited account has three, members and open invitations together`(store: TestStore) async throws {
        let (world, account) = try await limited(store)
        #expect(try await invite(Self.mohammad, to: account, world) == Refused("alreadyMember"))
        #expect(try await invite("zab@webmail.example", to: account, world) == nil)
        #expect(try await invite("ZAB@webmail.example", to: account, world) == nil, "one invitee takes one place")
        #expect(try await invite("egain@webmail.example", to: account, world) == nil)
        #expect(try await invite("stella@webmail.example", to: account, world) == Refused("full"))
        #expect(try await accept("zab@webmail.example", in: account, world) == nil)
        #expect(try await invite("stella@webmail.example", to: account, world) == Refused("full"))
        let gone: Record = ["account": .text(account), "invitee": Self.person("Egain@webmail.example")]
        try await world.perform(FreePlace(), gone)
        try await world.perform(FreePlace(), gone)
        #expect(try await invite("stella@webmail.example", to: account, world) == nil)
        #expect(try await world.count("select count(*) from member where account_id = $1", .text(account)) == 2)
        #expect(try await world.count("select count(*) from account_event where verb = 'invitationEnded'") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `a place that a member took meanwhile is not given twice`(store: TestStore) async throws {
        let (world, account) = try await limited(store)
        for name in ["zab", "egain"] {
            #expect(try await invite("\(name)@webmail.example", to: account, world) == nil)
        }
        let felipe = try await world.person("felipe@br.logica.example")
        try await world.database.transaction { tx in
            MemberTable.insert(felipe.id, in: account, as: .viewer, now: world.time.now, in: tx)
        }
        #expect(try await accept("zab@webmail.example", in: account, world) == Refused("full"))
        #expect(try await world.count("select count(*) from invited_place") == 2, "the invitation stays open")
    }

    @Test(arguments: TestStore.allCases)
    func `who became a member another way accepts into a full account all the same`(store: TestStore) async throws {
        let (world, account) = try await limited(store)
        let zab = try await world.person("zab@webmail.example")
        for name in ["zab", "egain"] {
            #expect(try await invite("\(name)@webmail.example", to: account, world) == nil)
        }
        let felipe = try await world.person("felipe@br.logica.example")
        try await world.database.transaction { tx in
            MemberTable.insert(zab.id, in: account, as: .viewer, now: world.time.now, in: tx)
            MemberTable.insert(felipe.id, in: account, as: .viewer, now: world.time.now, in: tx)
        }
        #expect(try await accept("zab@webmail.example", in: account, world) == nil)
        #expect(try await world.count("select count(*) from invited_place") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `a standard account has room for any number`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (account, _) = try await world.reserve()
        try await world.activate(account)
        for number in 0..<12 {
            #expect(try await invite("n\(number)@webmail.example", to: account, world) == nil)
        }
        #expect(try await accept("zab@webmail.example", in: account, world) == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `of five who accept or are invited at once as many come in as there are places`(
        store: TestStore
    ) async throws {
        let (world, account) = try await limited(store)
        let names = ["zab@webmail.example", "egain@webmail.example", "anna@kestrel.example", "guna@kestrel.example"]
        let outcomes = try await withThrowingTaskGroup(of: Refused?.self) { group in
            for name in names { group.addTask { try await invite(name, to: account, world) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 2)
        #expect(outcomes.compactMap(\.self) == [Refused("full"), Refused("full")])
        #expect(try await world.count("select count(*) from invited_place") == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `nobody joins an account that is not active`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (account, _) = try await world.reserve()
        #expect(try await accept("zab@webmail.example", in: account, world) == Refused("notActive"))
        #expect(try await world.count("select count(*) from member") == 0)
        #expect(try await world.fact("isPartner", Self.person("guna@kestrel.example")) == .boolean(true))
        #expect(try await world.fact("isPartner", Self.person("anna@kestrel.example")) == .boolean(false))
    }
}
