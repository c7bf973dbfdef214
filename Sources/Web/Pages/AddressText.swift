import Onboarding

/// A postal address as it is written: in Japanese from the postal code downwards (U-19).
struct AddressText {
    private let language: Language

    init(_ language: Language) { self.language = language }

    /// The address, a line each.
    func lines(_ address: PostalAddress) -> String {
        let lines: [String?] =
            switch language {
            case .en:
                [
                    address.line1, address.line2,
                    [address.city, address.state, address.postalCode].compactMap(\.self).joined(separator: ", "),
                    address.country,
                ]
            case .ja:
                [
                    address.country == "JP" ? "〒\(address.postalCode)" : "\(address.country) \(address.postalCode)",
                    [address.state, address.city].compactMap(\.self).joined(separator: " "), address.line1,
                    address.line2,
                ]
            }
        return lines.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
