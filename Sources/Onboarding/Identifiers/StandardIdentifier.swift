import DomainNames
import Statecharts

/// A name that may be asked for as identifier of a standard account: what `domain.md` 2.1 says without a store.
///
/// Whether it is free, and whether somebody has to review it, is for others to tell.
public struct StandardIdentifier: Hashable, Sendable {
    /// Why a name is refused; each has its text in both languages.
    public enum Refusal: String, Error, Sendable, CaseIterable {
        /// Not two to ten labels of letters, digits and hyphens, or longer than 253 characters.
        case notADomain
        /// Under `.smb`: such names are made by the system, for limited accounts.
        case limitedEnding
        /// Nobody can have registered the very name.
        case publicSuffix
        /// Anybody can get an e-mail address there.
        case publicEmail

        /// Key of the text in the forms of requests: `identifierNotADomain`.
        public var key: String { "identifier\(rawValue.prefix(1).uppercased())\(rawValue.dropFirst())" }
    }

    /// Lower-case A-labels: stored and compared.
    public let name: String
    /// The registered domain above or at the name.
    public let registrableDomain: String

    /// Reads what was typed: a domain, and a prefix for a second account of the company.
    ///
    /// - Parameter prefix: one label; empty for none.
    /// - Throws: the first rule that the name breaks.
    public init(
        _ domain: String, prefix: String = "", publicEmailDomains: PublicEmailDomains
    ) throws(Refusal) {
        guard let domain = Self.canonical(domain), prefix.isEmpty || Self.canonical("\(prefix).example") != nil,
            !prefix.utf8.contains(UInt8(ascii: ".")),
            let name = prefix.isEmpty ? domain : Self.canonical("\(prefix).\(domain)")
        else { throw .notADomain }
        guard !domain.hasSuffix(LimitedIdentifier.ending) else { throw .limitedEnding }
        guard let registrable = PublicSuffixList.shipped.registrableDomain(of: domain) else { throw .publicSuffix }
        guard !publicEmailDomains.contains(domain) else { throw .publicEmail }
        self.name = name
        registrableDomain = registrable
    }

    /// As pages and mails print it: in Unicode, but in A-labels where scripts are mixed.
    public var shown: String { DomainName.shown(name) }

    /// Whether somebody with this primary address gets the name without a review (D-03): his domain is the very name.
    public func matches(_ address: EmailAddress) -> Bool { name.utf8.elementsEqual(address.domain.utf8) }

    /// A domain as fields of forms take it, the same bytes for every spelling of a name; absent if it is none.
    static func canonical(_ text: String) -> String? {
        guard case .text(let name) = ValueType.domainIdentifier.value(of: text) else { return nil }
        return name
    }
}
