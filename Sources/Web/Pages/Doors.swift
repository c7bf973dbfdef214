import Onboarding
import Statecharts

/// The parts of Onboarding that pages open, with the few questions that several pages ask.
struct Doors: Sendable {
    let people: People
    let sessions: Sessions
    let signIn: SignIn

    /// Remembers the language that a signed-in person chose; nobody else has one to remember.
    func remember(_ language: Language, of guest: Guest, now: Timestamp) async throws {
        guard let person = guest.signedIn?.person else { return }
        try await people.setLanguage(language.rawValue, of: person.id, now: now)
    }

    /// Accounts of which the person is a member.
    func accounts(of signedIn: SignedIn) async throws -> [(id: String, name: String, identifier: String, status: String)] {
        []
    }

    /// The text with this hash.
    func agreementText(hash: String, language: Language) async throws -> String? { nil }
}
