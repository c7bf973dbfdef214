/// An account as one of its members may see it.
public struct AccountView: Sendable, Hashable {
    /// Its properties.
    public var account: Account
    /// The viewer's own roles in it.
    public var roles: Set<Member.Role>
    /// Everybody in it, once for each role.
    public var members: [Member]
    /// Its parts, DEFAULT first.
    public var virtualAccounts: [VirtualAccount]
    /// The agreements that it has to accept or has accepted.
    public var agreements: [AgreementStatus]
    /// Its log, the newest first, at most 200 lines; empty for whoever is an approver only (`domain.md` 3).
    public var events: [AccountEvent]
}
