import HTTPTypes
import TestKit
import Testing

@testable import Web

/// The form of somebody who has a limited account already (D-56).
@Suite struct `D56 the form for a further limited account` {
    @Test func `D56 it asks only whoever has one, and the warning lists it`() async throws {
        let world = try await WebWorld()
        let mohammad = Browser(world)
        try await mohammad.signIn("mohammad@webmail.example", in: world)
        let path = "/start/account-request"
        let question = "I want a further limited account"
        #expect(try await !mohammad.get(path).text.contains(question))
        #expect(try await mohammad.fill(path, ["accountName": "First Shop"]).location != nil)

        #expect(try await mohammad.get(path).text.contains(question))
        let warned = try await mohammad.fill(path, ["accountName": "Second Shop"])
        #expect(warned.status == 422)
        #expect(warned.text.contains("You have made limited accounts already: First Shop ("))
        #expect(try await mohammad.fill(path, ["accountName": "Second Shop", "another": "true"]).location != nil)
        #expect(try await world.count("select count(*) from account where kind = 'limited' and status = 'active'") == 2)
    }
}
