public import Engine
public import Statecharts
public import Storage

/// Records who accepted which text of the company agreement; a second acceptance of the version changes nothing.
public struct RecordAcceptance: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
        let version: Int64
        let textHash: String
        let acceptedBy: PersonInput
        let language: String
        let session: String
    }

    /// Name that definitions call.
    public let name = "recordAcceptance"
    /// Inputs; it has neither results nor refusals.
    public let signature = ActionSignature(inputs: [
        Field(name: "account", type: .account),
        Field(name: "version", type: .integer(min: 1, max: 9999)),
        Field(name: "textHash", type: .text(TextBounds(min: 64, max: 64))),
        Field(name: "acceptedBy", type: .person),
        Field(name: "language", type: .text(TextBounds(min: 1, max: 10))),
        Field(name: "session", type: .text(TextBounds(min: 1, max: 100))),
    ])

    /// Writes the acceptance.
    ///
    /// The definition has asked already what is asked here again; who gets past it meets a fault (D-14, invariant 7).
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        guard let person = try PersonTable.person(input.acceptedBy, in: tx),
            let address = person.addresses.first(where: { $0.email == EmailAddress(input.acceptedBy.email) })
        else { throw OnboardingFault("who accepts the agreement is not known by that address") }
        guard let account = try AccountTable.account(id: input.account, in: tx), account.status == .active else {
            throw OnboardingFault("the account that accepts an agreement is not active")
        }
        guard CompanyAgreement.version(input.version)?.hash == input.textHash else {
            throw OnboardingFault("the accepted text is not that of version \(input.version)")
        }
        guard !PartnerRule.isForeignPartner(person, to: account) else {
            throw OnboardingFault("a partner does not accept a customer's agreement")
        }
        let acceptance = AgreementStatus.Acceptance(
            personID: person.id, name: person.profile.fullName, address: address.email.text, textHash: input.textHash,
            language: input.language, session: input.session, at: moment.now)
        guard try AgreementTable.accept(input.version, for: account.id, acceptance, in: tx) else { return [:] }
        AccountEventTable.write(
            .agreementAccepted, ["version": "\(input.version)", "language": input.language], by: person.id,
            to: account.id, now: moment.now, in: tx)
        return [:]
    }
}
