public import Engine
public import Statecharts
public import Storage

/// Gives a pending account another identifier, which it then holds; the earlier one is free again.
public struct ChangeIdentifier: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
        let identifier: String
    }

    /// Name that definitions call.
    public let name = "changeIdentifier"
    /// Inputs, result, refusal.
    public let signature = ActionSignature(
        inputs: [Field(name: "account", type: .account), Field(name: "identifier", type: .domainIdentifier)],
        results: [Field(name: "identifier", type: .domainIdentifier)], refusals: ["taken"])

    /// Changes it, or refuses with `taken`.
    ///
    /// Of two at once, the later one meets the unique index and is run again.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        guard let account = try AccountTable.lock(input.account, in: tx), account.status == .pending else {
            throw OnboardingFault("the account whose identifier is to change is not pending")
        }
        let identifier = input.identifier.lowercased()
        if let holder = try AccountTable.account(identifier: identifier, in: tx), holder.id != account.id {
            throw Refused("taken")
        }
        guard try AccountTable.change(account.id, to: identifier, in: tx) else { throw Refused("taken") }
        if !identifier.utf8.elementsEqual(account.identifier.utf8) {
            AccountEventTable.write(
                .identifierChanged, ["from": account.identifier, "to": identifier], by: moment.caller?.person.id,
                to: account.id, now: moment.now, in: tx)
        }
        return ["identifier": .text(identifier)]
    }
}
