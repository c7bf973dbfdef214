public import Engine
public import Statecharts
public import Storage

/// Takes a place in an account for somebody who is being invited (D-20).
public struct ReservePlace: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
        let invitee: PersonInput
    }

    /// Name that definitions call.
    public let name = "reservePlace"
    /// Inputs and refusals: all places are taken, or the invitee is a member already.
    public let signature = ActionSignature(
        inputs: [Field(name: "account", type: .account), Field(name: "invitee", type: .person)],
        refusals: ["full", "alreadyMember"])

    /// Takes the place, or refuses.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        let invitee = try input.invitee.address
        guard let account = try AccountTable.lock(input.account, in: tx), account.status == .active else {
            throw OnboardingFault("the account that somebody is invited to is not active")
        }
        if let person = try PersonTable.person(input.invitee, in: tx),
            try MemberTable.isMember(person.id, of: account.id, in: tx)
        {
            throw Refused("alreadyMember")
        }
        guard try PlaceTable.hasRoom(in: account, besides: invitee, in: tx) else { throw Refused("full") }
        PlaceTable.take(account.id, for: invitee, now: moment.now, in: tx)
        AccountEventTable.write(
            .memberInvited, ["email": invitee.text], by: moment.caller?.person.id, to: account.id, now: moment.now,
            in: tx)
        return [:]
    }
}
