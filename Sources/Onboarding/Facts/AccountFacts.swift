import Engine
import Statecharts
import Storage

/// Questions about accounts and identifiers.
enum AccountFacts {
    static let all = [identifierStatus, isForeignPartner, accountName, accountIdentifier]

    private static let identifierStatus = Fact(
        "identifierStatus",
        FactSignature(arguments: [.domainIdentifier], result: .enumeration(["free", "active", "requested"]))
    ) { arguments, _, tx in
        guard case .text(let identifier) = arguments.first else { return nil }
        let status =
            switch try AccountTable.status(ofHolder: identifier.lowercased(), in: tx) {
            case .active: "active"
            case .pending: "requested"
            case .deleted, nil: "free"
            }
        return .text(status)
    }

    private static let isForeignPartner = Fact(
        "isForeignPartner", FactSignature(arguments: [.person, .account], result: .boolean)
    ) { arguments, _, tx in
        guard let person = try PersonFacts.person(arguments.first, in: tx),
            let account = try account(arguments.last, in: tx)
        else { return nil }
        return .boolean(PartnerRule.isForeignPartner(person, to: account))
    }

    private static let accountName = Fact(
        "accountName", FactSignature(arguments: [.account], result: .text(TextBounds(max: 100)))
    ) { arguments, _, tx in
        try account(arguments.first, in: tx).map { .text($0.name) }
    }

    private static let accountIdentifier = Fact(
        "accountIdentifier", FactSignature(arguments: [.account], result: .domainIdentifier)
    ) { arguments, _, tx in
        try account(arguments.first, in: tx).map { .text($0.identifier) }
    }

    private static func account(_ value: Value?, in tx: borrowing Transaction) throws -> Account? {
        guard case .text(let id) = value else { return nil }
        return try AccountTable.account(id: id, in: tx)
    }
}
