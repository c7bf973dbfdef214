import Engine

/// Who may be told whether somebody has an identifier (D-05, S-7).
enum KnowingRule {
    /// How many identifiers of other companies a partner may ask about.
    static let lookUps = Quota(perHour: 60, perDay: 300)

    /// Partners, and people with a proved address at the same registered domain; public mail domains make nobody know.
    static func mayKnow(
        _ person: Person, of identifier: String, publicEmailDomains: PublicEmailDomains
    ) -> Bool {
        person.isPartner || isOfCompany(person, of: identifier, publicEmailDomains: publicEmailDomains)
    }

    /// Whether the person has a proved address there: nobody counts how often people ask about their own company.
    static func isOfCompany(
        _ person: Person, of identifier: String, publicEmailDomains: PublicEmailDomains
    ) -> Bool {
        let list = PublicSuffixList.shipped
        guard let asked = list.registrableDomain(of: identifier) else { return false }
        return person.addresses.contains { address in
            !publicEmailDomains.contains(address.email.domain)
                && list.registrableDomain(of: address.email.domain) == asked
        }
    }
}
