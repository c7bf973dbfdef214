public import Statecharts

/// A line of an account's log: who did what and when.
///
/// Lines are neither edited nor removed.
public struct AccountEvent: Sendable, Hashable {
    /// What happened.
    public enum Verb: String, Sendable, CaseIterable {
        case requested, activated, renamed, released, identifierChanged
        case memberInvited, invitationEnded, memberAdded, virtualAccountAdded, agreementAccepted
    }

    /// 1, 2, … within the account.
    public var number: Int64
    /// When.
    public var at: Timestamp
    /// Id of the person; absent for what happened by itself.
    public var personID: String?
    /// What happened.
    public var verb: Verb
    /// Particulars: names, identifiers, versions.
    public var detail: [String: String]
}
