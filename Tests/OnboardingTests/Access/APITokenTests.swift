import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `S15 API tokens` {
    private func made(
        _ world: OnboardingWorld, _ email: String, staff: StaffGroup? = nil
    ) async throws -> (token: APIToken, text: String) {
        let address = try #require(EmailAddress(email))
        return try await world.tokens.create(for: address, name: "script", staffGroup: staff, now: world.time.now)
    }

    @Test(arguments: TestStore.allCases)
    func `a token speaks for its person until it is revoked`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (token, text) = try await made(world, "new@one.example", staff: .operations)
        let header = "Bearer \(text)"
        let signedIn = try #require(try await world.tokens.signedIn(byHeader: header, now: world.time.now))
        #expect(signedIn.person.email == "new@one.example" && signedIn.person.staffGroups == ["operations"])
        #expect(signedIn.session == token.id)
        let listed = try await world.tokens.tokens(of: signedIn.person.id, now: world.time.now)
        #expect(listed.map(\.usedAt) == [world.time.now])
        let zab = try await world.person("zab@webmail.example")
        try await world.tokens.revoke(token.id, of: zab, now: world.time.now)
        #expect(try await world.tokens.signedIn(byHeader: header, now: world.time.now) != nil)
        try await world.tokens.revoke(token.id, of: signedIn.person, now: world.time.now)
        #expect(try await world.tokens.signedIn(byHeader: header, now: world.time.now) == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `a token that many requests bear is refused from the moment it is revoked`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (token, text) = try await made(world, "new@one.example")
        let header = "Bearer \(text)"
        let signedIn = try #require(try await world.tokens.signedIn(byHeader: header, now: world.time.now))
        try await withThrowingTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    while try await world.tokens.signedIn(byHeader: header, now: world.time.now) != nil {}
                }
            }
            try await world.tokens.revoke(token.id, of: signedIn.person, now: world.time.now)
            #expect(try await world.tokens.signedIn(byHeader: header, now: world.time.now) == nil)
            try await group.waitForAll()
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a token ends after 90 days`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (_, text) = try await made(world, "zab@webmail.example")
        world.time.advance(Span(microseconds: Span.days(90).microseconds - 1))
        #expect(try await world.tokens.signedIn(byHeader: "bearer \(text)", now: world.time.now) != nil)
        world.time.advance(Span(microseconds: 1))
        #expect(try await world.tokens.signedIn(byHeader: "bearer \(text)", now: world.time.now) == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `a token has a prefix and a checksum, and the store holds its hash only`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (_, text) = try await made(world, "zab@webmail.example")
        #expect(text.hasPrefix("gk_") && text.utf8.count == 75)
        let damaged = String(text.dropLast()) + (text.hasSuffix("0") ? "1" : "0")
        #expect(APIToken.Secret(text) != nil && APIToken.Secret(damaged) == nil)
        for header in [damaged, text, "Basic \(text)", "Bearer \(damaged)", "Bearer", ""] {
            #expect(try await world.tokens.signedIn(byHeader: header, now: world.time.now) == nil)
        }
        let rows = try await world.database.read { tx in try tx.rows(.init("test.tokens", "select * from api_token")) }
        #expect(
            !rows.flatMap(\.values).contains(.text(text)) && !rows.flatMap(\.values).contains(.bytes(Array(text.utf8))))
    }
}
