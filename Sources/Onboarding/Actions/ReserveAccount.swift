public import Engine
public import Statecharts
public import Storage

/// Makes a pending account, which holds the identifier; a limited one gets an identifier of its own under `.smb`.
///
/// Whether the identifier is free is answered by the unique index, so of two at once one is refused (D-05).
public struct ReserveAccount: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let kind: String
        let identifier: String
        let accountName: String
        let requester: PersonInput
    }

    /// Name that definitions call.
    public let name = "reserveAccount"
    /// Inputs, results, refusals.
    public let signature = ActionSignature(
        inputs: [
            Field(name: "kind", type: .text(TextBounds(min: 1, max: 20))),
            Field(name: "identifier", type: .domainIdentifier),
            Field(name: "accountName", type: .text(TextBounds(min: 1, max: 100))),
            Field(name: "requester", type: .person),
        ],
        results: [Field(name: "account", type: .account), Field(name: "identifier", type: .domainIdentifier)],
        refusals: ["taken"])

    /// Makes the row, or refuses with `taken`.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        guard let kind = Account.Kind(rawValue: input.kind) else {
            throw OnboardingFault("there is no kind of account named \(input.kind)")
        }
        guard let requester = try PersonTable.person(input.requester, in: tx) else {
            throw OnboardingFault("the requester of an account is not known")
        }
        let id = moment.random.uuid(at: moment.now)
        let identifier =
            switch kind {
            case .standard: input.identifier.lowercased()
            case .limited: try LimitedIdentifier.make(from: &moment.random, now: moment.now, in: tx)
            }
        let request = AccountTable.Request(
            id: id, kind: kind, name: input.accountName, identifier: identifier, requestedBy: requester.id,
            at: moment.now)
        guard try AccountTable.reserve(request, in: tx) else { throw Refused("taken") }
        AccountEventTable.write(
            .requested, ["identifier": identifier, "name": input.accountName], by: requester.id, to: id,
            now: moment.now, in: tx)
        return ["account": .text(id), "identifier": .text(identifier)]
    }
}
