import Onboarding
import Statecharts

/// The parts of Onboarding that pages open, with the few questions that several pages ask.
struct Doors: Sendable {
    let people: People
    let sessions: Sessions
    let signIn: SignIn
    let accounts: Accounts

    /// Addresses of one's own profile.
    var addresses: OwnAddresses { OwnAddresses(signIn: signIn) }

    /// Remembers the language that a signed-in person chose; nobody else has one to remember.
    func remember(_ language: Language, of guest: Guest, now: Timestamp) async throws {
        guard let person = guest.signedIn?.person else { return }
        try await people.setLanguage(language.rawValue, of: person.id, now: now)
    }

    /// The text of the agreement with this hash, as a form that carries the hash shows it.
    func agreementText(hash: String, language: Language, vendor: String) -> String? {
        CompanyAgreement.shipped.first { $0.hash.utf8.elementsEqual(hash.utf8) }?
            .text(language: language.rawValue, vendor: vendor)
    }
}
