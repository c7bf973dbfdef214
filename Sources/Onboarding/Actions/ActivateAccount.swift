public import Engine
public import Statecharts
public import Storage

/// Turns a pending account active: its activator becomes the first administrator, DEFAULT is made (`domain.md` 4.1).
public struct ActivateAccount: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
        let kind: String
        let accountName: String
        let approver: PersonInput
        let headquarters: PostalAddress?
    }

    /// Name that definitions call.
    public let name = "activateAccount"
    /// Inputs; it has neither results nor refusals.
    public let signature = ActionSignature(inputs: [
        Field(name: "account", type: .account),
        Field(name: "kind", type: .text(TextBounds(min: 1, max: 20))),
        Field(name: "accountName", type: .text(TextBounds(min: 1, max: 100))),
        Field(name: "approver", type: .person),
        Field(name: "headquarters", type: PostalAddress.type, isOptional: true),
    ])

    /// Activates the account; a limited one takes the head office from the profile of its activator (D-73).
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        let now = moment.now
        guard let kind = Account.Kind(rawValue: input.kind) else {
            throw OnboardingFault("there is no kind of account named \(input.kind)")
        }
        guard let approver = try PersonTable.person(input.approver, in: tx) else {
            throw OnboardingFault("who activates the account is not known")
        }
        guard let account = try AccountTable.account(id: input.account, in: tx), account.status == .pending else {
            throw OnboardingFault("the account to activate is not pending")
        }
        let headquarters =
            switch kind {
            case .standard: input.headquarters
            case .limited: approver.profile.companyAddress
            }
        try hold(account, now: now, in: tx)
        let isActive = try AccountTable.activate(
            account.id, kind: kind, name: input.accountName, by: approver.id, headquarters: headquarters, now: now,
            in: tx)
        guard isActive else { throw OnboardingFault("the account to activate is not pending any more") }
        MemberTable.insert(approver.id, in: account.id, as: .administrator, now: now, in: tx)
        AccountTable.insertDefault(moment.random.uuid(at: now), in: account.id, now: now, in: tx)
        log(account, input, by: approver.id, now: now, in: tx)
        return [:]
    }

    /// An account whose identifier was somebody else's when it was asked for takes it now, if it is free.
    private func hold(_ account: Account, now: Timestamp, in tx: borrowing Transaction) throws {
        if try HeldIdentifiers.isHolder(account.id, in: tx) { return }
        guard try HeldIdentifiers.take(account.identifier, for: account.id, now: now, in: tx) else {
            throw OnboardingFault("the account to activate does not hold its identifier; ask holdsIdentifier before")
        }
    }

    private func log(
        _ account: Account, _ input: Input, by approver: String, now: Timestamp, in tx: borrowing Transaction
    ) {
        func write(_ verb: AccountEvent.Verb, _ detail: [String: String]) {
            AccountEventTable.write(verb, detail, by: approver, to: account.id, now: now, in: tx)
        }
        write(.activated, ["identifier": account.identifier, "name": input.accountName])
        if !account.name.utf8.elementsEqual(input.accountName.utf8) {
            write(.renamed, ["from": account.name, "to": input.accountName])
        }
        write(.memberAdded, ["person": approver, "role": Member.Role.administrator.rawValue])
        write(.virtualAccountAdded, ["name": VirtualAccount.defaultName])
    }
}
