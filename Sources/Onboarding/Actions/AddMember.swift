public import Engine
public import Statecharts
public import Storage

/// Makes an invitee a member, in the place that the invitation took.
///
/// Members may have come another way meanwhile, so the places are counted again (D-20).
public struct AddMember: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
        let invitee: PersonInput
        let role: String
        let inviter: PersonInput
    }

    /// Name that definitions call.
    public let name = "addMember"
    /// Inputs and refusals: all places are taken, or the account has ended.
    public let signature = ActionSignature(
        inputs: [
            Field(name: "account", type: .account), Field(name: "invitee", type: .person),
            Field(name: "role", type: .text(TextBounds(min: 1, max: 20))), Field(name: "inviter", type: .person),
        ], refusals: ["full", "notActive"])

    /// Adds the member, or refuses; who has that role already keeps it.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        guard let role = Member.Role(rawValue: input.role) else {
            throw OnboardingFault("there is no role named \(input.role)")
        }
        let invitee = try input.invitee.address
        guard let person = try PersonTable.person(input.invitee, in: tx) else {
            throw OnboardingFault("who accepts the invitation is not known")
        }
        guard let account = try AccountTable.lock(input.account, in: tx), account.status == .active else {
            throw Refused("notActive")
        }
        let isMember = try MemberTable.isMember(person.id, of: account.id, in: tx)
        guard try isMember || PlaceTable.hasRoom(in: account, besides: invitee, in: tx) else { throw Refused("full") }
        _ = try PlaceTable.free(account.id, of: invitee, in: tx)
        MemberTable.insert(person.id, in: account.id, as: role, now: moment.now, in: tx)
        AccountEventTable.write(
            .memberAdded,
            ["person": person.id, "role": role.rawValue, "inviter": try input.inviter.address.text], by: person.id,
            to: account.id, now: moment.now, in: tx)
        return [:]
    }
}
