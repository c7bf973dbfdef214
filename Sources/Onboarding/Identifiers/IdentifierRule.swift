/// Who may learn whether an identifier is taken (D-05).
enum IdentifierRule {
    /// Partners, and people with a proved address of the identifier's registrable domain; everybody else is answered as
    /// if it were free.
    static func mayKnow(_ identifier: String, _ person: Person) -> Bool {
        if person.isPartner { return true }
        let list = PublicSuffixList.shipped
        guard let company = list.registrableDomain(of: identifier) else { return false }
        return person.addresses.contains { list.registrableDomain(of: $0.email.domain) == company }
    }
}
