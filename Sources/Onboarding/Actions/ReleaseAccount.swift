public import Engine
public import Statecharts
public import Storage

/// Ends a pending account, which frees its identifier at once (D-62).
///
/// An active or ended one stays as it is.
public struct ReleaseAccount: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let account: String
    }

    /// Name that definitions call.
    public let name = "releaseAccount"
    /// Its one input; it has neither results nor refusals.
    public let signature = ActionSignature(inputs: [Field(name: "account", type: .account)])

    /// Ends the account if it is pending.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        guard try AccountTable.account(id: input.account, in: tx)?.status == .pending else { return [:] }
        HeldIdentifiers.free(of: input.account, in: tx)
        guard try AccountTable.release(input.account, now: moment.now, in: tx) else {
            throw OnboardingFault("the account to release is not pending any more")
        }
        AccountEventTable.write(
            .released, by: moment.caller?.person.id, to: input.account, now: moment.now, in: tx)
        return [:]
    }
}
