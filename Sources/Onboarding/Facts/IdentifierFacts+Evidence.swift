import Engine
import Statecharts
import Storage

/// What reviewers read of an identifier beside the request (`domain.md` 4.1, U-27).
extension IdentifierFacts {
    /// An account or open request as evidence: whose name, and where it stands.
    static let neighbourType = ValueType.record([
        Field(name: "identifier", type: .domainIdentifier),
        Field(name: "accountName", type: .text(TextBounds(max: 100))),
        Field(name: "status", type: .enumeration(Account.Status.allCases.map(\.rawValue))),
    ])

    /// The registered domain above or at the name; absent for a public suffix.
    static let registrableDomain = Fact(
        "registrableDomain", FactSignature(arguments: [.domainIdentifier], result: .domainIdentifier)
    ) { arguments, _, _ in
        guard case .text(let identifier) = arguments.first else { return nil }
        return PublicSuffixList.shipped.registrableDomain(of: identifier).map(Value.text)
    }

    /// Accounts and open requests at or below the same registered domain, the name's own left out.
    static let relatives = Fact(
        "relatives",
        FactSignature(
            arguments: [.domainIdentifier], result: .list(of: neighbourType, min: 0, max: HeldIdentifiers.listMax))
    ) { arguments, _, tx in
        guard case .text(let identifier) = arguments.first else { return nil }
        guard let domain = PublicSuffixList.shipped.registrableDomain(of: identifier) else { return .list([]) }
        return .list(
            try HeldIdentifiers.relatives(of: identifier, at: domain, in: tx).compactMap { name in
                guard let account = try AccountTable.account(identifier: name, in: tx) else { return nil }
                return .record([
                    "identifier": .text(name), "accountName": .text(account.name),
                    "status": .text(account.status.rawValue),
                ])
            })
    }

    /// What was changed of the default, which is the domain of the activator's address.
    static let identifierChange = Fact(
        "identifierChange",
        FactSignature(
            arguments: [.domainIdentifier, .email], result: .enumeration(["nothing", "prefix", "domain"]))
    ) { arguments, _, _ in
        guard case .text(let identifier) = arguments.first, case .text(let email) = arguments.last,
            let address = EmailAddress(canonical: email)
        else { return nil }
        if identifier == address.domain { return .text("nothing") }
        return .text(identifier.hasSuffix(".\(address.domain)") ? "prefix" : "domain")
    }

    /// What was decided about the name before, the newest first.
    static let identifierDecisions = Fact(
        "identifierDecisions",
        FactSignature(
            arguments: [.domainIdentifier],
            result: .list(
                of: .record([
                    Field(
                        name: "verb", type: .enumeration(IdentifierDecision.Verb.allCases.map(\.rawValue))),
                    Field(name: "at", type: .timestamp),
                ]), min: 0, max: IdentifierDecision.listMax))
    ) { arguments, _, tx in
        guard case .text(let identifier) = arguments.first else { return nil }
        return .list(
            try IdentifierDecision.all(about: identifier, in: tx).map { decision in
                .record(["verb": .text(decision.verb.rawValue), "at": .timestamp(decision.at)])
            })
    }
}
