/// Domains at which anybody can get an address, throw-away ones included (D-53).
public struct PublicEmailDomains: Sendable {
    private let names: SortedLines
    private let extra: Set<String>

    /// The shipped list.
    ///
    /// - Parameter extra: lower-case names that count besides, such as `webmail.example` of the sample people.
    public init(extra: Set<String> = []) {
        self.extra = extra
        names = Self.shipped
    }

    /// Whether addresses at this domain are public: it or a domain above it, down to the registered one, is listed.
    public func contains(_ domain: String) -> Bool {
        let domain = domain.lowercased()
        guard let registered = PublicSuffixList.shipped.registrableDomain(of: domain) else {
            return extra.contains(domain) || names.contains(domain)
        }
        var name = Substring(domain)
        while name.utf8.count >= registered.utf8.count {
            if extra.contains(String(name)) || names.contains(String(name)) { return true }
            guard let dot = name.firstIndex(of: ".") else { return false }
            name = name[name.index(after: dot)...]
        }
        return false
    }

    private static let shipped = SortedLines(ShippedData.bytes("Data/public-email-domains.txt"))
}
