public import Engine
public import Statecharts
public import Storage

/// Frees the place of an invitation that ended without a member.
public struct FreePlace: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
        let invitee: PersonInput
    }

    /// Name that definitions call.
    public let name = "freePlace"
    /// Inputs; it has neither results nor refusals.
    public let signature = ActionSignature(inputs: [
        Field(name: "account", type: .account), Field(name: "invitee", type: .person),
    ])

    /// Frees the place if there is one.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        let invitee = try input.invitee.address
        guard let account = try AccountTable.lock(input.account, in: tx),
            try PlaceTable.free(account.id, of: invitee, in: tx)
        else { return [:] }
        AccountEventTable.write(
            .invitationEnded, ["email": invitee.text], by: moment.caller?.person.id, to: account.id,
            now: moment.now, in: tx)
        return [:]
    }
}
