/// Tells which part of a domain name somebody registered (publicsuffix.org).
public struct PublicSuffixList: Sendable {
    private let rules: SortedLines

    /// Takes a file as `scripts/refresh-data` writes it.
    init(_ bytes: [UInt8]) { rules = SortedLines(bytes) }

    /// The list that is baked into the program.
    public static let shipped = PublicSuffixList(ShippedData.bytes("Data/public-suffix-list.dat"))

    /// The registered domain above or at this name; absent for a public suffix itself.
    ///
    /// - Parameter domain: lower-case A-labels. A top level that no rule names is a public suffix.
    public func registrableDomain(of domain: String) -> String? {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard !labels.contains(where: \.isEmpty) else { return nil }
        let suffix = suffixLength(labels)
        guard labels.count > suffix else { return nil }
        return labels.suffix(suffix + 1).joined(separator: ".")
    }

    /// Whether nobody can have registered this very name.
    public func isPublicSuffix(_ domain: String) -> Bool { registrableDomain(of: domain) == nil }

    /// Number of labels of the longest rule that matches; an exception rule goes before all others.
    private func suffixLength(_ labels: [Substring]) -> Int {
        for start in labels.indices where rules.contains("!" + labels[start...].joined(separator: ".")) {
            return labels.count - start - 1
        }
        for start in labels.indices {
            let name = labels[start...].joined(separator: ".")
            let wildcard = (["*"] + labels[(start + 1)...]).joined(separator: ".")
            if rules.contains(name) || start + 1 < labels.count && rules.contains(wildcard) {
                return labels.count - start
            }
        }
        return 1
    }
}
