import Engine
import Statecharts
import Storage

/// Questions about accounts.
enum AccountFacts {
    static let all = [isForeignPartner, accountName, accountIdentifier, requestsOf, limitedAccountsOf]

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

    /// Accounts that a person asked for, whatever became of them, but this one; the newest first.
    private static let requestsOf = Fact(
        "requestsOf",
        FactSignature(
            arguments: [.person, .account],
            result: .list(
                of: .record([
                    Field(name: "identifier", type: .domainIdentifier),
                    Field(name: "accountName", type: .text(TextBounds(max: 100))),
                    Field(name: "status", type: .enumeration(Account.Status.allCases.map(\.rawValue))),
                    Field(name: "requestedAt", type: .timestamp),
                ]), min: 0, max: AccountTable.requestsMax))
    ) { arguments, _, tx in
        guard let person = try PersonFacts.person(arguments.first, in: tx), case .text(let account) = arguments.last
        else { return nil }
        return .list(
            try AccountTable.requests(of: person.id, but: account, in: tx).map { request in
                .record([
                    "identifier": .text(request.identifier), "accountName": .text(request.name),
                    "status": .text(request.status.rawValue), "requestedAt": .timestamp(request.requestedAt),
                ])
            })
    }

    /// Active limited accounts that a person made, as they are told to that person; the oldest first.
    private static let limitedAccountsOf = Fact(
        "limitedAccountsOf",
        FactSignature(
            arguments: [.person],
            result: .list(of: .text(TextBounds(max: 120)), min: 0, max: AccountTable.limitedMax))
    ) { arguments, _, tx in
        guard let person = try PersonFacts.person(arguments.first, in: tx) else { return .list([]) }
        return .list(
            try AccountTable.limited(of: person.id, in: tx).map { .text("\($0.name) (\($0.identifier))") })
    }

    private static func account(_ value: Value?, in tx: borrowing Transaction) throws -> Account? {
        guard case .text(let id) = value else { return nil }
        return try AccountTable.account(id: id, in: tx)
    }
}
