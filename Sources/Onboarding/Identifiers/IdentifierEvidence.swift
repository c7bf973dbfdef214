import DomainNames
import Storage

/// What a reviewer has to see of an identifier that somebody asks for (S-21, U-27).
public struct IdentifierEvidence: Sendable, Hashable {
    /// Another identifier, and whose it is.
    public struct Neighbour: Sendable, Hashable {
        /// As stored, in A-labels.
        public var identifier: String
        /// In Unicode, also where scripts are mixed: printed beside the other.
        public var unicode: String
        /// Name of the account or of the request's account.
        public var accountName: String
        /// Pending or active.
        public var status: Account.Status
    }

    /// The name, in A-labels.
    public var identifier: String
    /// The name in Unicode.
    public var unicode: String
    /// The registered domain above or at the name; absent for a public suffix.
    public var registrableDomain: String?
    /// Whether letters of scripts are mixed that no language mixes (beyond *highly restrictive* of UTS 39).
    public var mixesScripts: Bool
    /// Whether the name looks like the domain of the asker's address without being it or below it.
    public var looksLikeAskersDomain: Bool
    /// Accounts and open requests whose identifier looks like this one, at most 20.
    public var lookAlikes: [Neighbour]
    /// Accounts and open requests at or below the same registered domain, at most 20.
    public var relatives: [Neighbour]
    /// What was decided before, the newest first.
    public var decisions: [IdentifierDecision]

    /// Whether there is something that should not be overlooked.
    public var isSuspicious: Bool { mixesScripts || looksLikeAskersDomain || !lookAlikes.isEmpty }

    static func evidence(
        for identifier: String, asker: EmailAddress, in tx: borrowing Transaction
    ) throws -> IdentifierEvidence {
        let registrable = PublicSuffixList.shipped.registrableDomain(of: identifier)
        let alike = try HeldIdentifiers.lookAlikes(of: identifier, in: tx)
        return IdentifierEvidence(
            identifier: identifier, unicode: DomainName.unicode(identifier), registrableDomain: registrable,
            mixesScripts: ScriptMixture(of: identifier) > .highlyRestrictive,
            looksLikeAskersDomain: looksLike(identifier, domainOf: asker),
            lookAlikes: try neighbours(alike, in: tx), relatives: try relatives(of: identifier, in: tx),
            decisions: try IdentifierDecision.all(about: identifier, in: tx))
    }

    /// Accounts and open requests at or below the same registered domain.
    static func relatives(of identifier: String, in tx: borrowing Transaction) throws -> [Neighbour] {
        guard let registrable = PublicSuffixList.shipped.registrableDomain(of: identifier) else { return [] }
        return try neighbours(HeldIdentifiers.relatives(of: identifier, at: registrable, in: tx), in: tx)
    }

    /// Whether the registered domains of the two look alike and are not the same.
    static func looksLike(_ identifier: String, domainOf address: EmailAddress) -> Bool {
        let list = PublicSuffixList.shipped
        let left = list.registrableDomain(of: identifier) ?? identifier
        let right = list.registrableDomain(of: address.domain) ?? address.domain
        return left != right && LookAlikeKey.of(left) == LookAlikeKey.of(right)
    }

    private static func neighbours(_ names: [String], in tx: borrowing Transaction) throws -> [Neighbour] {
        var found: [Neighbour] = []
        for name in names {
            guard let account = try AccountTable.account(identifier: name, in: tx) else { continue }
            found.append(
                Neighbour(
                    identifier: name, unicode: DomainName.unicode(name), accountName: account.name,
                    status: account.status))
        }
        return found
    }
}
