import Engine
import HTTPTypes
import TestKit
import Testing

@testable import Web

@Suite struct `D63 addresses on the profile page` {
    private static let own = "anna.lind@webmail.example"

    private func asked(_ browser: Browser, _ world: WebWorld, _ address: String = own) async throws -> HTMLForm {
        let profile = try await browser.get("/profile")
        let form = try #require(profile.forms.first { $0.action == "/profile/addresses" })
        let sent = try await browser.press(form, ["email": address])
        let page = try await browser.get(try #require(sent.location))
        try await world.settle()
        #expect(page.text.contains(address))
        return try #require(page.forms.first { $0.action == "/profile/addresses/code" })
    }

    @Test func `an address is added by its code, made primary by a press, and both addresses are told`() async throws {
        let world = try await WebWorld()
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        let form = try await asked(anna, world)
        let code = try #require(world.code(to: Self.own))
        let wrong = try await anna.press(form, ["code": code.hasPrefix("0") ? "11111111" : "00000000"])
        #expect(wrong.status == 422 && wrong.text.contains("4 tries are left"))
        let added = try await anna.press(form, ["code": code])
        #expect(added.location == "/profile?added=1")
        let profile = try await anna.get("/profile?added=1")
        #expect(profile.text.contains("The address is in your profile."))
        let press = try #require(profile.forms.first { $0.action == "/profile/addresses/primary" })
        #expect(try await anna.press(press).location == "/profile?primary=1")
        #expect(try await anna.press(press).location == "/profile", "the second click changes nothing")
        try await world.settle()
        let told = world.mailbox.all.filter { $0.mail.subject.contains("primary e-mail address has changed") }.map(\.to)
        #expect(told.sorted() == ["anna.lind@webmail.example", "anna@kestrel.example"])
    }

    @Test func `somebody else's address and what is no address are said in words`() async throws {
        let world = try await WebWorld()
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        let form = try await asked(anna, world, "mohammad@webmail.example")
        let refused = try await anna.press(form, ["code": try #require(world.code(to: "mohammad@webmail.example"))])
        #expect(refused.status == 422 && refused.text.contains("belongs to another profile"))
        let profile = try await anna.get("/profile")
        let add = try #require(profile.forms.first { $0.action == "/profile/addresses" })
        let nonsense = try await anna.press(add, ["email": "anna at home"])
        #expect(nonsense.status == 422 && nonsense.text.contains("This is no e-mail address."))
        #expect(try await world.count("select count(*) from person_address where address_key like 'anna%'") == 1)
    }

    @Test func `without a session nothing is added, and a forged state leads back to the profile`() async throws {
        let world = try await WebWorld()
        let stranger = Browser(world)
        #expect(try await stranger.get("/profile/addresses/code?state=x").location?.hasPrefix("/sign-in") == true)
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        #expect(try await anna.get("/profile/addresses/code?state=forged").location == "/profile")
    }
}
