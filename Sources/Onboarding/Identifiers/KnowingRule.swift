/// Who may be told whether somebody has an identifier (D-05, S-7).
enum KnowingRule {
    /// Partners, and people with a proved address at the same registered domain; public mail domains make nobody know.
    static func mayKnow(
        _ person: Person, of identifier: String, publicEmailDomains: PublicEmailDomains
    ) -> Bool {
        if person.isPartner { return true }
        let list = PublicSuffixList.shipped
        guard let asked = list.registrableDomain(of: identifier) else { return false }
        return person.addresses.contains { address in
            !publicEmailDomains.contains(address.email.domain)
                && list.registrableDomain(of: address.email.domain) == asked
        }
    }
}
