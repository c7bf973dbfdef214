import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

extension OnboardingWorld {
    /// Gives an account another identifier; the refusal, if there is one.
    func change(_ account: String, to identifier: String) async throws -> Refused? {
        do {
            try await perform(ChangeIdentifier(), ["account": .text(account), "identifier": .text(identifier)])
            return nil
        } catch let refused as Refused {
            return refused
        }
    }

    /// Notes that a review denied the identifier, so many times.
    func deny(_ identifier: String, times: Int = 1) async throws {
        let rei = try await person("rei@vendor.example")
        for _ in 0..<times {
            try await perform(DenyIdentifier(), ["identifier": .text(identifier)], as: rei)
        }
    }

    func status(_ identifier: String) async throws -> String? {
        guard case .text(let status)? = try await fact("identifierStatus", .text(identifier)) else { return nil }
        return status
    }
}

@Suite struct `Identifiers that are held` {
    @Test(arguments: TestStore.allCases)
    func `AC17 forbidden names have a status and a reason of their own`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        for (name, reason) in [
            ("gmail.com", "publicEmail"), ("foo.smb", "limitedEnding"), ("co.jp", "publicSuffix"),
            ("com", "notADomain"),
            ("-x.example.com", "notADomain"),
        ] {
            #expect(try await world.status(name) == "forbidden", "\(name)")
            #expect(try await world.fact("identifierFault", .text(name)) == .text(reason), "\(name)")
        }
        #expect(try await world.fact("identifierFault", .text("dune.example")) == .text("nothing"))
        #expect(try await world.status("dune.example") == "free")
        await #expect(throws: StandardIdentifier.Refusal.publicEmail) {
            _ = try await world.reserve(.standard, "gmail.com")
        }
        #expect(try await world.count("select count(*) from account") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `AC05 whoever may know is refused, with the date; anybody else gets a request that holds nothing`(
        store: TestStore
    ) async throws {
        // Given Taro's open request
        let world = try await OnboardingWorld(store)
        let first = try await world.reserve()
        let asked = world.time.now
        world.time.advance(.days(1))
        func mayKnow(_ email: String) async throws -> Value? {
            let person = try await world.person(email).directoryPerson.reference
            return try await world.fact("mayKnowIdentifier", .person(person), .text(first.identifier))
        }
        // When a colleague, a partner and strangers ask for the same
        #expect(try await mayKnow("taro@xyz-manufacture.example") == .boolean(true))
        #expect(try await mayKnow("guna@kestrel.example") == .boolean(true))
        #expect(try await mayKnow("anna@kestrel.example") == .boolean(false))
        #expect(try await mayKnow("egain@webmail.example") == .boolean(false))
        #expect(try await world.fact("identifierRequestedAt", .text(first.identifier)) == .timestamp(asked))
        await #expect(throws: Refused("taken")) { _ = try await world.reserve() }
        await #expect(throws: Refused("taken")) { _ = try await world.reserve(by: "maria@converge.example") }
        let stranger = try await world.reserve(by: "anna@kestrel.example")
        // Then the stranger's account holds nothing, and the first is found as before
        #expect(stranger.identifier == first.identifier)
        #expect(try await world.fact("holdsIdentifier", .text(first.id)) == .boolean(true))
        #expect(try await world.fact("holdsIdentifier", .text(stranger.id)) == .boolean(false))
        #expect(try await world.status(first.identifier) == "requested")
        await #expect(throws: OnboardingFault.self) {
            try await world.activate(stranger.id, by: "anna@kestrel.example")
        }
        // And when the first ends, the other could have it
        try await world.perform(ReleaseAccount(), ["account": .text(first.id)])
        #expect(try await world.fact("holdsIdentifier", .text(stranger.id)) == .boolean(true))
        try await world.activate(stranger.id, by: "anna@kestrel.example")
        #expect(try await world.status(first.identifier) == "active")
        #expect(try await world.fact("holdsIdentifier", .text(stranger.id)) == .boolean(true))
        await #expect(throws: Refused("taken")) { _ = try await world.reserve() }
    }

    @Test(arguments: TestStore.allCases, 1...5)
    func `AC06 of eight at once one holds the name, and it holds it alone`(store: TestStore, round: Int) async throws {
        let world = try await OnboardingWorld(store, seed: UInt64(round))
        let others = try await [
            world.reserve(.standard, "dune.example"), world.reserve(.limited, "x", by: "zab@webmail.example"),
        ]
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<8 {
                group.addTask {
                    if index < 2 { return try await world.change(others[index].id, to: "converge.example") == nil }
                    do {
                        _ = try await world.reserve(.standard, "converge.example", by: "maria@converge.example")
                        return true
                    } catch let refused as Refused {
                        #expect(refused == Refused("taken"))
                        return false
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 1, "round \(round)")
        let held = "select count(*) from held_identifier where identifier = $1"
        #expect(try await world.count(held, .text("converge.example")) == 1)
        // two that were there, and one more if a new request won
        #expect(try await [2, 3].contains(world.count("select count(*) from account")))
    }

    @Test(arguments: TestStore.allCases)
    func `AC36 D09 a pending account gives its .smb back for a company's domain, and goes on being found by it`(
        store: TestStore
    ) async throws {
        let world = try await OnboardingWorld(store)
        let made = try await world.reserve(.limited, "x", by: "egain@webmail.example")
        #expect(try await world.change(made.id, to: "BR.Logica.example") == nil)
        #expect(try await world.status("br.logica.example") == "requested")
        #expect(try await world.status(made.identifier) == "requested")
        #expect(try await world.fact("accountIdentifier", .text(made.id)) == .text("br.logica.example"))
        try await world.activate(made.id, by: "felipe@br.logica.example")
        let felipe = try await world.person("felipe@br.logica.example")
        let view = try await world.accounts.account(identifier: made.identifier, viewer: felipe)
        #expect(view?.account.identifier == "br.logica.example" && view?.account.formerIdentifiers == [made.identifier])
        #expect(
            view?.events.contains { $0.verb == .identifierChanged && $0.detail["to"] == "br.logica.example" } == true)
        let spent = "select count(*) from spent_identifier where identifier = $1"
        #expect(try await world.count(spent, .text(made.identifier)) == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `AC16 a pending account that takes its default again frees the name it had`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let made = try await world.reserve(.standard, "lab.kestrel.example", by: "anna@kestrel.example")
        #expect(try await world.change(made.id, to: "kestrel.example") == nil)
        #expect(try await world.status("lab.kestrel.example") == "free")
        #expect(try await world.status("kestrel.example") == "requested")
        // and taking what it has is nothing
        #expect(try await world.change(made.id, to: "kestrel.example") == nil)
        #expect(try await world.count("select count(*) from held_identifier") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `D06 what an active account was called finds it for ever, and nobody else gets it`(store: TestStore)
        async throws
    {
        let world = try await OnboardingWorld(store)
        let made = try await world.reserve()
        try await world.activate(made.id)
        #expect(try await world.change(made.id, to: "plant.xyz-manufacture.example") == nil)
        #expect(try await world.status(made.identifier) == "active")
        await #expect(throws: Refused("taken")) { _ = try await world.reserve() }
        let taro = try await world.person("taro@xyz-manufacture.example")
        let old = try await world.accounts.account(identifier: made.identifier, viewer: taro)
        let new = try await world.accounts.account(identifier: "Plant.XYZ-Manufacture.example", viewer: taro)
        #expect(old != nil && old == new)
        // A name that is taken is refused, and nothing changes
        _ = try await world.reserve(.standard, "dune.example", by: "anna@kestrel.example")
        #expect(try await world.change(made.id, to: "dune.example") == Refused("taken"))
        #expect(try await world.fact("accountIdentifier", .text(made.id)) == .text("plant.xyz-manufacture.example"))
    }

    @Test(arguments: TestStore.allCases)
    func `D62 the name of a closed account rests for 90 days`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let made = try await world.reserve()
        try await world.activate(made.id)
        let closed = world.time.now
        try await world.database.transaction { tx in
            HeldIdentifiers.rest(of: made.id, now: closed, in: tx)
            tx.write(
                .init("test.close", "update account set status = 'deleted', ended_at = $1"),
                .integer(closed.microseconds))
        }
        world.time.advance(.days(89))
        #expect(try await world.status(made.identifier) == "active")
        await #expect(throws: Refused("taken")) { _ = try await world.reserve() }
        world.time.advance(.days(1))
        #expect(try await world.status(made.identifier) == "free")
        let next = try await world.reserve()
        #expect(next.id != made.id && next.identifier == made.identifier)
        #expect(try await world.status(made.identifier) == "requested")
    }

    @Test(arguments: TestStore.allCases)
    func `a name in other letters is kept in A-labels, found by both spellings`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let made = try await world.reserve(.standard, "例え.example")
        #expect(made.identifier == "xn--r8jz45g.example")
        try await world.activate(made.id)
        let taro = try await world.person("taro@xyz-manufacture.example")
        for spelling in ["例え.example", "xn--r8jz45g.example", "XN--R8JZ45G.Example"] {
            #expect(try await world.accounts.account(identifier: spelling, viewer: taro)?.account.id == made.id)
        }
        #expect(try await world.accounts.account(identifier: "例え..example", viewer: taro) == nil)
        let person = try await world.session("taro@例え.example").signedIn.person
        #expect(person.email == "taro@xn--r8jz45g.example")
        #expect(
            try await world.fact("mayKnowIdentifier", .person(person.directoryPerson.reference), .text(made.identifier))
                == .boolean(true))
    }
}
