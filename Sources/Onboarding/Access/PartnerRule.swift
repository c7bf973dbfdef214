/// Who counts as a partner towards an account (D-14).
enum PartnerRule {
    /// Flagged, and the primary address is not of the account's registrable domain.
    static func isForeignPartner(_ person: Person, to account: Account) -> Bool {
        guard person.isPartner else { return false }
        let list = PublicSuffixList.shipped
        guard let own = person.addresses.first.flatMap({ list.registrableDomain(of: $0.email.domain) }),
            let other = list.registrableDomain(of: account.identifier)
        else { return true }
        return own != other
    }
}
