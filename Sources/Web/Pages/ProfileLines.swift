import Onboarding

/// The person's own data as forms show it beside what they ask.
struct ProfileLines: Sendable {
    let words: Words

    /// Full name, address, company; a dash for what is missing.
    func short(_ person: Person) -> [(name: String, value: String)] {
        [
            (words.page("profile.fullName"), Self.orDash(person.profile.fullName)),
            (words.page("profile.email"), person.email),
            (words.page("profile.company"), Self.orDash(person.profile.company ?? "")),
        ]
    }

    private static func orDash(_ text: String) -> String { text.isEmpty ? "–" : text }
}
