import Engine
import Statecharts
import Storage

/// Questions about accounts.
enum AccountFacts {
    static let all = [isForeignPartner, accountName, accountIdentifier]

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
