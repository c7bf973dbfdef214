public import Engine
public import Statecharts
public import Storage

/// Makes a pending account, which holds the identifier; a limited one gets an identifier of its own under `.smb`.
///
/// Whether the identifier is free is answered by its row's key, so of two at once one is refused. Who may not know that
/// it is taken gets a pending account all the same, which holds nothing (D-05).
public struct ReserveAccount: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let kind: String
        let identifier: String
        let accountName: String
        let requester: PersonInput
    }

    private let publicEmailDomains: PublicEmailDomains

    /// Makes the action.
    public init(publicEmailDomains: PublicEmailDomains = PublicEmailDomains()) {
        self.publicEmailDomains = publicEmailDomains
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
            case .standard: try StandardIdentifier(input.identifier, publicEmailDomains: publicEmailDomains).name
            case .limited: try LimitedIdentifier.make(from: &moment.random, now: moment.now, in: tx)
            }
        let request = AccountTable.Request(
            id: id, kind: kind, name: input.accountName, identifier: identifier, requestedBy: requester.id,
            at: moment.now)
        let isHeld = try HeldIdentifiers.take(identifier, for: id, now: moment.now, in: tx)
        if !isHeld, KnowingRule.mayKnow(requester, of: identifier, publicEmailDomains: publicEmailDomains) {
            throw Refused("taken")
        }
        AccountTable.insert(request, in: tx)
        AccountEventTable.write(
            .requested, ["identifier": identifier, "name": input.accountName], by: requester.id, to: id,
            now: moment.now, in: tx)
        return ["account": .text(id), "identifier": .text(identifier)]
    }
}
