import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

/// A person's several addresses (D-07, D-55, D-63).
@Suite struct `D63 addresses of one's own profile` {
    private let guna = "guna@kestrel.example"
    private let own = "guna.rao@webmail.example"

    private func add(_ address: String, to person: Person, in world: OnboardingWorld) async throws {
        let browser = world.browser()
        try await world.ask(address, in: browser)
        try await OwnAddresses(signIn: world.signIn).add(
            world.code, for: address, to: person.id, browser: browser, now: world.time.now)
    }

    @Test(arguments: TestStore.allCases)
    func `a proved address joins the profile and signs in to it`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let person = try await world.person(guna)
        try await add(own, to: person, in: world)
        let known = try await world.person(own)
        #expect(known.id == person.id && known.email == guna)
        #expect(known.addresses.map(\.email.text) == [guna, own])
        let browser = world.browser()
        try await world.ask(own, in: browser)
        let session = try await world.answer(world.code, own, in: browser).get()
        #expect(session.signedIn.person.id == person.id)
    }

    @Test(arguments: TestStore.allCases)
    func `a wrong code, another browser, and somebody else's address add nothing`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let person = try await world.person(guna)
        let addresses = OwnAddresses(signIn: world.signIn)
        let browser = world.browser()
        try await world.ask(own, in: browser)
        let wrong = world.code.hasPrefix("0") ? "11111111" : "00000000"
        await #expect(throws: SignInRefusal.wrong(triesLeft: 4)) {
            try await addresses.add(wrong, for: own, to: person.id, browser: browser, now: world.time.now)
        }
        await #expect(throws: SignInRefusal.otherBrowser) {
            try await addresses.add(
                world.code, for: own, to: person.id, browser: world.browser(), now: world.time.now)
        }
        await #expect(throws: OwnAddresses.Refusal.othersAddress) {
            try await add("anna@kestrel.example", to: person, in: world)
        }
        #expect(try await world.person(guna).addresses.count == 1)
        #expect(try await world.person("anna@kestrel.example").id != person.id)
    }

    @Test(arguments: TestStore.allCases)
    func `a new primary address is told to both, once`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        try await add(own, to: try await world.person(guna), in: world)
        let person = try await world.person(guna)
        let addresses = OwnAddresses(signIn: world.signIn)
        let before = world.mails.count
        for isFirst in [true, false] {
            let isChanged = try await addresses.makePrimary(
                own, of: try await world.person(guna), waiting: ["Request a Smart Account (GK-1)"], language: "en",
                now: world.time.now)
            #expect(isChanged == isFirst)
        }
        let mails = world.mails.dropFirst(before)
        #expect(mails.map(\.template) == ["address-changed", "address-changed"])
        #expect(mails.map(\.recipient.email) == [guna, own])
        #expect(try await world.person(guna).email == own)
        let stranger = try await addresses.makePrimary(
            "anna@kestrel.example", of: person, waiting: [], language: "en", now: world.time.now)
        #expect(!stranger, "it is not his")
        #expect(try await world.person("anna@kestrel.example").email == "anna@kestrel.example")
    }
}
