import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `The company agreement` {
    private func accept(
        _ world: OnboardingWorld, _ id: String, by email: String = "taro@xyz-manufacture.example", hash: String? = nil,
        language: String = "ja"
    ) async throws {
        let person = try await world.person(email)
        try await world.perform(
            RecordAcceptance(),
            [
                "account": .text(id), "version": .integer(1),
                "textHash": .text(hash ?? CompanyAgreement.current.hash),
                "acceptedBy": .person(person.directoryPerson.reference), "language": .text(language),
                "session": .text("session-1"),
            ])
    }

    private func account(_ world: OnboardingWorld) async throws -> String {
        let (id, _) = try await world.reserve()
        try await world.activate(id)
        return id
    }

    @Test(arguments: TestStore.allCases)
    func `AC40 an acceptance records who, which text, in which language, session and time`(store: TestStore)
        async throws
    {
        let world = try await OnboardingWorld(store)
        let id = try await account(world)
        world.time.advance(.days(1))
        try await accept(world, id)
        let taro = try await world.person("taro@xyz-manufacture.example")
        let view = try #require(try await world.accounts.account(id: id, viewer: taro))
        let expected = AgreementStatus.Acceptance(
            personID: taro.id, name: "山田 太郎", address: taro.email, textHash: CompanyAgreement.current.hash,
            language: "ja", session: "session-1", at: world.time.now)
        #expect(view.agreements.map(\.acceptance) == [expected])
        #expect(view.agreements.map { $0.standing(at: world.time.now.adding(.days(365))) } == [.accepted])
        #expect(view.events.first?.verb == .agreementAccepted)
    }

    @Test(arguments: TestStore.allCases)
    func `a second acceptance of the version changes nothing`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let id = try await account(world)
        try await accept(world, id)
        world.time.advance(.days(1))
        try await accept(world, id, language: "en")
        #expect(try await world.count("select count(*) from agreement_acceptance where language = 'ja'") == 1)
        #expect(try await world.count("select count(*) from agreement_acceptance") == 1)
        #expect(try await world.count("select count(*) from account_event where verb = 'agreementAccepted'") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `D14 neither a foreign partner nor another text leaves a record`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let id = try await account(world)
        await #expect(throws: OnboardingFault.self) { try await accept(world, id, by: "guna@kestrel.example") }
        let hash = CompanyAgreement.current.textHash(language: "en")
        await #expect(throws: OnboardingFault.self) { try await accept(world, id, hash: hash) }
        #expect(try await world.count("select count(*) from agreement_acceptance") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `has a text in both languages and one hash over them`(store: TestStore) async throws {
        let agreement = CompanyAgreement.current
        let english = agreement.text(language: "en", vendor: "Example Vendor")
        let japanese = agreement.text(language: "ja", vendor: "Example Vendor")
        #expect(english.contains("Example Vendor") && japanese.contains("Example Vendor"))
        #expect(!english.contains("{") && !japanese.contains("{"))
        #expect(english.utf8.count > 2_000 && japanese.utf8.count > 3_000)
        #expect(agreement.textHash(language: "en") != agreement.textHash(language: "ja"))
        #expect(agreement.hash.utf8.count == 64)
        let world = try await OnboardingWorld(store)
        #expect(try await world.fact("currentAgreement", .text("company")) == .integer(1))
        #expect(try await world.fact("currentAgreement", .text("other")) == nil)
        #expect(try await world.fact("agreementHash", .integer(1)) == .text(agreement.hash))
        #expect(try await world.fact("agreementHash", .integer(2)) == nil)
    }

    @Test func `version 1 is the text that was published`() {
        // a changed text is a new version: people accepted this very one
        #expect(CompanyAgreement.current.version == 1)
        #expect(CompanyAgreement.current.hash == "34ce011538e07e0b8ec7e22567e36af5295122a3df99f34b058c7b02ba9ebc88")
    }
}
