public import Engine
public import Statecharts
public import Storage

/// Gives a pending or active account another identifier; one that it had under `.smb`, or while active, finds it for ever.
///
/// Of two at once one is refused, as with `reserveAccount`.
public struct ChangeIdentifier: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
        let identifier: String
    }

    private let publicEmailDomains: PublicEmailDomains

    /// Makes the action.
    public init(publicEmailDomains: PublicEmailDomains = PublicEmailDomains()) {
        self.publicEmailDomains = publicEmailDomains
    }

    /// Name that definitions call.
    public let name = "changeIdentifier"
    /// Inputs, results, refusals.
    public let signature = ActionSignature(
        inputs: [Field(name: "account", type: .account), Field(name: "identifier", type: .domainIdentifier)],
        results: [Field(name: "identifier", type: .domainIdentifier)], refusals: ["taken"])

    /// Takes the new name and gives the old one back, or refuses with `taken`.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        guard let account = try AccountTable.account(id: input.account, in: tx), account.status != .deleted else {
            throw OnboardingFault("the account whose identifier is to change is neither pending nor active")
        }
        let name = try StandardIdentifier(input.identifier, publicEmailDomains: publicEmailDomains).name
        let isSame = account.identifier.utf8.elementsEqual(name.utf8)
        if isSame, try HeldIdentifiers.isHolder(account.id, in: tx) { return ["identifier": .text(name)] }
        guard try HeldIdentifiers.take(name, for: account.id, now: moment.now, in: tx) else { throw Refused("taken") }
        guard !isSame else { return ["identifier": .text(name)] }
        HeldIdentifiers.free(account.identifier, of: account.id, in: tx)
        if account.status == .active || account.identifier.hasSuffix(LimitedIdentifier.ending) {
            HeldIdentifiers.keepAlias(account.identifier, of: account.id, in: tx)
        }
        AccountTable.write(identifier: name, of: account.id, in: tx)
        AccountEventTable.write(
            .identifierChanged, ["from": account.identifier, "to": name], by: moment.caller?.person.id, to: account.id,
            now: moment.now, in: tx)
        return ["identifier": .text(name)]
    }
}
