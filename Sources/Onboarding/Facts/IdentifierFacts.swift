import DomainNames
import Engine
import Statecharts
import Storage

/// Questions about identifiers.
enum IdentifierFacts {
    static func all(_ publicEmailDomains: PublicEmailDomains) -> [Fact] {
        [
            identifierStatus(publicEmailDomains), identifierFault(publicEmailDomains), identifierRequestedAt,
            requestingAccount, mayKnowIdentifier(publicEmailDomains), holdsIdentifier, lookAlikes, looksLikeDomainOf,
            mixesScripts,
            registrableDomain, relatives, identifierChange, identifierDecisions,
        ]
    }

    /// Whether a name can be had; the same for everybody, so a definition asks `mayKnowIdentifier` before it tells.
    ///
    /// `blocked` goes before what holds the name: else the answer would tell strangers that something does (S-7).
    private static func identifierStatus(_ domains: PublicEmailDomains) -> Fact {
        Fact(
            "identifierStatus",
            FactSignature(
                arguments: [.domainIdentifier],
                result: .enumeration(["free", "active", "requested", "blocked", "forbidden"]))
        ) { arguments, now, tx in
            guard case .text(let identifier) = arguments.first else { return nil }
            let name: String
            switch Result(catching: { () throws(StandardIdentifier.Refusal) in
                try StandardIdentifier(identifier, publicEmailDomains: domains)
            }) {
            case .success(let identifier): name = identifier.name
            case .failure(.limitedEnding): name = identifier.lowercased()
            case .failure: return .text("forbidden")
            }
            let standing = try HeldIdentifiers.standing(of: name, now: now, in: tx)
            if standing.denials >= IdentifierDecision.denialsMax { return .text("blocked") }
            switch standing.status {
            case .active: return .text("active")
            case .pending: return .text("requested")
            case .deleted, nil: return .text(name.hasSuffix(LimitedIdentifier.ending) ? "forbidden" : "free")
            }
        }
    }

    /// Which rule a name breaks that needs no store.
    private static func identifierFault(_ domains: PublicEmailDomains) -> Fact {
        let faults = ["nothing"] + StandardIdentifier.Refusal.allCases.map(\.rawValue)
        return Fact(
            "identifierFault", FactSignature(arguments: [.domainIdentifier], result: .enumeration(faults))
        ) { arguments, _, _ in
            guard case .text(let identifier) = arguments.first else { return nil }
            do throws(StandardIdentifier.Refusal) {
                _ = try StandardIdentifier(identifier, publicEmailDomains: domains)
                return .text("nothing")
            } catch {
                return .text(error.rawValue)
            }
        }
    }

    /// Since when a request or an account has the name; absent where nothing has.
    private static let identifierRequestedAt = Fact(
        "identifierRequestedAt", FactSignature(arguments: [.domainIdentifier], result: .timestamp)
    ) { arguments, now, tx in
        guard case .text(let identifier) = arguments.first else { return nil }
        return try HeldIdentifiers.standing(of: identifier, now: now, in: tx).requestedAt.map(Value.timestamp)
    }

    /// The account that an open request makes under the name; absent where none does.
    private static let requestingAccount = Fact(
        "requestingAccount", FactSignature(arguments: [.domainIdentifier], result: .account)
    ) { arguments, now, tx in
        guard case .text(let identifier) = arguments.first else { return nil }
        let standing = try HeldIdentifiers.standing(of: identifier, now: now, in: tx)
        return standing.status == .pending ? standing.account.map(Value.text) : nil
    }

    private static func mayKnowIdentifier(_ domains: PublicEmailDomains) -> Fact {
        Fact(
            "mayKnowIdentifier", FactSignature(arguments: [.person, .domainIdentifier], result: .boolean),
            lookUp: { arguments, now, tx in
                guard let person = try PersonFacts.person(arguments.first, in: tx), person.isPartner,
                    case .text(let name) = arguments.last, !domains.contains(name),
                    !KnowingRule.isOfCompany(person, of: name, publicEmailDomains: domains)
                else { return nil }
                let account = try HeldIdentifiers.standing(of: name, now: now, in: tx).account
                return LookUp(
                    code: "partner-look-up", asker: person.id, found: account ?? "nothing", quota: KnowingRule.lookUps)
            }
        ) { arguments, _, tx in
            guard let person = try PersonFacts.person(arguments.first, in: tx), case .text(let name) = arguments.last
            else { return .boolean(false) }
            return .boolean(KnowingRule.mayKnow(person, of: name, publicEmailDomains: domains))
        }
    }

    /// False where somebody else has the name, and the asker could not be told.
    private static let holdsIdentifier = Fact(
        "holdsIdentifier", FactSignature(arguments: [.account], result: .boolean)
    ) { arguments, now, tx in
        guard case .text(let account) = arguments.first else { return nil }
        return .boolean(try HeldIdentifiers.isHeldOrFree(by: account, now: now, in: tx))
    }

    private static let lookAlikes = Fact(
        "lookAlikes",
        FactSignature(
            arguments: [.domainIdentifier],
            result: .list(of: .domainIdentifier, min: 0, max: HeldIdentifiers.listMax))
    ) { arguments, _, tx in
        guard case .text(let identifier) = arguments.first else { return nil }
        return .list(try HeldIdentifiers.lookAlikes(of: identifier, in: tx).map(Value.text))
    }

    /// Whether the registered domains of the two look alike and are not the same.
    private static let looksLikeDomainOf = Fact(
        "looksLikeDomainOf", FactSignature(arguments: [.domainIdentifier, .email], result: .boolean)
    ) { arguments, _, _ in
        guard case .text(let identifier) = arguments.first, case .text(let email) = arguments.last,
            let address = EmailAddress(canonical: email)
        else { return nil }
        let list = PublicSuffixList.shipped
        let left = list.registrableDomain(of: identifier) ?? identifier
        let right = list.registrableDomain(of: address.domain) ?? address.domain
        return .boolean(left != right && LookAlikeKey.of(left) == LookAlikeKey.of(right))
    }

    /// Whether letters of scripts are mixed that no language mixes (beyond *highly restrictive* of UTS 39).
    private static let mixesScripts = Fact(
        "mixesScripts", FactSignature(arguments: [.domainIdentifier], result: .boolean)
    ) { arguments, _, _ in
        guard case .text(let identifier) = arguments.first else { return nil }
        return .boolean(ScriptMixture(of: identifier) > .highlyRestrictive)
    }
}
