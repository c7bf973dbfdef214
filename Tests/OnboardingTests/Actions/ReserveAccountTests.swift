import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `Reserving an account` {
    @Test(arguments: TestStore.allCases)
    func `a pending account holds its identifier, in any case`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        #expect(try await world.fact("identifierStatus", .text("xyz-manufacture.example")) == .text("free"))
        let (id, identifier) = try await world.reserve(.standard, "XYZ-Manufacture.example")
        #expect(identifier == "xyz-manufacture.example")
        #expect(try await world.fact("identifierStatus", .text("xyz-manufacture.example")) == .text("requested"))
        try await world.activate(id)
        #expect(try await world.fact("identifierStatus", .text("xyz-manufacture.example")) == .text("active"))
    }

    @Test(arguments: TestStore.allCases, 1...10)
    func `AC06 of two at once exactly one gets the identifier`(store: TestStore, round: Int) async throws {
        let world = try await OnboardingWorld(store, seed: UInt64(round))
        async let first = Self.outcome(world)
        async let second = Self.outcome(world)
        let outcomes = try await [first, second]
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.compactMap(\.self) == [Refused("taken")])
        #expect(try await world.count("select count(*) from account") == 1)
        #expect(try await world.count("select count(*) from account_event") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `a company and its prefixed second account coexist`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        for identifier in ["dune.example", "mediatv.dune.example"] {
            #expect(try await world.reserve(.standard, identifier).identifier == identifier)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an ended request frees a company's identifier at once`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (id, identifier) = try await world.reserve()
        try await world.perform(ReleaseAccount(), ["account": .text(id)])
        #expect(try await world.fact("identifierStatus", .text(identifier)) == .text("free"))
        #expect(try await world.reserve().id != id)
    }

    private static func outcome(_ world: OnboardingWorld) async throws -> Refused? {
        do {
            _ = try await world.reserve()
            return nil
        } catch let refusal as Refused {
            return refusal
        }
    }
}

@Suite struct `Identifiers of limited accounts` {
    @Test(arguments: UInt64(1)...200)
    func `are six letters or digits and the ending .smb`(seed: UInt64) {
        var random = RandomStream(seed: Array("seed-\(seed)".utf8))
        let identifier = LimitedIdentifier.draw(from: &random)
        let name = identifier.utf8.prefix(6)
        #expect(identifier.utf8.count == 10 && identifier.hasSuffix(".smb"))
        #expect(name.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
    }

    @Test(arguments: TestStore.allCases)
    func `are drawn by the system, whatever the request says`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let made = try await world.reserve(.limited, "webmail.example", by: "egain@webmail.example")
        #expect(made.identifier.hasSuffix(".smb"))
        #expect(try await world.fact("identifierStatus", .text("webmail.example")) == .text("forbidden"))
        #expect(try await world.count("select count(*) from held_identifier where identifier = 'webmail.example'") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `are never given out again, not even those of ended requests`(store: TestStore) async throws {
        // Given one that was given out to a request that ended
        let world = try await OnboardingWorld(store)
        let now = world.time.now
        let seed = Array("the same numbers".utf8)
        let first = try await world.database.transaction { tx in
            var random = RandomStream(seed: seed)
            return try LimitedIdentifier.make(from: &random, now: now, in: tx)
        }
        // When the same random numbers come again
        let second = try await world.database.transaction { tx in
            var random = RandomStream(seed: seed)
            return try LimitedIdentifier.make(from: &random, now: now, in: tx)
        }
        // Then the collision is passed over
        #expect(first != second && second.hasSuffix(".smb"))
    }

    @Test(arguments: TestStore.allCases)
    func `of an ended request stay spent`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let made = try await world.reserve(.limited, "webmail.example", by: "egain@webmail.example")
        try await world.perform(ReleaseAccount(), ["account": .text(made.id)])
        let spent = "select count(*) from spent_identifier where identifier = $1"
        #expect(try await world.count(spent, .text(made.identifier)) == 1)
        await #expect(throws: (any Error).self) {
            try await world.database.transaction { tx in
                tx.write(.init("test.unspend", "delete from spent_identifier"))
            }
        }
        #expect(try await world.count(spent, .text(made.identifier)) == 1)
    }
}
