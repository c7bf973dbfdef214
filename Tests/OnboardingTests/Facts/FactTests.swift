import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `Facts and actions` {
    @Test func `are those that the workflows name`() {
        let registry = OnboardingRegistry()
        #expect(
            Set(registry.facts.facts.keys) == [
                "isPublicEmail", "profileMissing", "companyOf", "companyAddressOf", "identifierStatus",
                "currentAgreement", "newestAgreement", "agreementHash", "isForeignPartner", "accountName",
                "accountIdentifier", "identifierFault", "identifierRequestedAt", "mayKnowIdentifier", "holdsIdentifier",
                "requestingAccount", "lookAlikes", "looksLikeDomainOf", "mixesScripts", "isPartner",
                "registrableDomain", "relatives", "identifierChange", "identifierDecisions", "nameOf", "requestsOf",
                "limitedAccountsOf",
            ])
        #expect(
            Set(registry.actions.signatures.keys) == [
                "reserveAccount", "activateAccount", "releaseAccount", "recordAcceptance",
                "changeIdentifier", "denyIdentifier", "reservePlace", "freePlace", "addMember",
            ])
        #expect(registry.actions.signatures["reserveAccount"]?.refusals == ["taken"])
        #expect(registry.actions.signatures["changeIdentifier"]?.refusals == ["taken"])
    }

    @Test(arguments: TestStore.allCases)
    func `isPublicEmail looks at the address's domain`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        #expect(try await world.fact("isPublicEmail", .text("Egain@webmail.example")) == .boolean(true))
        #expect(try await world.fact("isPublicEmail", .text("taro@xyz-manufacture.example")) == .boolean(false))
    }

    @Test(arguments: TestStore.allCases)
    func `profileMissing names the first thing that a request needs`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store, withSamples: false)
        let person = try await world.session("zab@webmail.example").signedIn.person
        let reference = Value.person(person.directoryPerson.reference)
        var profile = Profile(firstName: "Zab", language: "en")
        func missing(_ change: (inout Profile) -> Void) async throws -> Value? {
            change(&profile)
            let written = profile
            try await world.database.transaction { tx in
                try PersonTable.write(written, of: person.id, now: world.time.now, in: tx)
            }
            return try await world.fact("profileMissing", reference)
        }
        #expect(try await missing { _ in } == .text("name"))
        #expect(try await missing { $0.lastName = "Novak" } == .text("company"))
        #expect(try await world.fact("companyOf", reference) == nil)
        #expect(try await missing { $0.company = "Novak Workshop" } == .text("companyAddress"))
        #expect(try await world.fact("companyAddressOf", reference) == nil)
        let address = try #require(SampleData.people.first { $0.email == person.email }?.profile.companyAddress)
        #expect(try await missing { $0.companyAddress = address } == .text("nothing"))
        #expect(try await world.fact("companyOf", reference) == .text("Novak Workshop"))
        #expect(try await world.fact("companyAddressOf", reference) == address.value)
        #expect(try await world.fact("profileMissing", .person(.init(email: "nobody@one.example"))) == .text("name"))
    }

    @Test(arguments: TestStore.allCases)
    func `D14 a flagged person is a foreign partner outside of his own company`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (own, _) = try await world.reserve(.standard, "lab.kestrel.example", by: "anna@kestrel.example")
        let (other, _) = try await world.reserve()
        func answer(_ email: String, _ account: String) async throws -> Value? {
            let person = try await world.person(email).directoryPerson.reference
            return try await world.fact("isForeignPartner", .person(person), .text(account))
        }
        #expect(try await answer("guna@kestrel.example", own) == .boolean(false))
        #expect(try await answer("guna@kestrel.example", other) == .boolean(true))
        #expect(try await answer("anna@kestrel.example", other) == .boolean(false))
        #expect(try await world.fact("accountName", .text(other)) == .text("XYZ製作所"))
        #expect(try await world.fact("accountIdentifier", .text(own)) == .text("lab.kestrel.example"))
        #expect(try await world.fact("accountName", .text("none")) == nil)
    }
}
