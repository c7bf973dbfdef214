import DomainNames
public import Storage

/// What members may read of accounts.
///
/// Everybody else is answered as if there were none (S-7).
public struct Accounts: Sendable {
    private let database: any Database

    /// Makes the door to accounts.
    public init(database: any Database) { self.database = database }

    /// The account with this id, for a member of it.
    public func account(id: String, viewer: Person) async throws -> AccountView? {
        try await database.read { tx in
            try AccountTable.account(id: id, in: tx).flatMap { try Self.view($0, for: viewer, in: tx) }
        }
    }

    /// The account that has this identifier or had it before, for a member of it.
    public func account(identifier: String, viewer: Person) async throws -> AccountView? {
        guard let identifier = DomainName.ascii(identifier) else { return nil }
        return try await database.read { tx in
            try AccountTable.account(identifier: identifier, in: tx).flatMap { try Self.view($0, for: viewer, in: tx) }
        }
    }

    /// The active accounts in which a person has a role, with all his roles, the oldest first.
    public func accounts(of person: Person) async throws -> [(account: Account, roles: Set<Member.Role>)] {
        try await database.read { tx in
            var found: [(account: Account, roles: Set<Member.Role>)] = []
            for row in try tx.rows(AccountSQL.ofMember, .text(person.id)) {
                let id = try row.text("id")
                let role = try MemberTable.role(row)
                if found.last?.account.id == id {
                    found[found.count - 1].roles.insert(role)
                } else if let account = try AccountTable.account(id: id, in: tx) {
                    found.append((account, [role]))
                }
            }
            return found
        }
    }

    private static func view(
        _ account: Account, for viewer: Person, in tx: borrowing Transaction
    ) throws -> AccountView? {
        guard account.status == .active, let activatedAt = account.activatedAt else { return nil }
        let members = try MemberTable.members(of: account.id, in: tx)
        let roles = Set(members.filter { $0.person.id == viewer.id }.map(\.role))
        guard !roles.isEmpty else { return nil }
        return AccountView(
            account: account, roles: roles, members: members,
            virtualAccounts: try AccountTable.virtualAccounts(of: account.id, in: tx),
            agreements: [try AgreementTable.status(of: account.id, activatedAt: activatedAt, in: tx)],
            events: roles == [.approver] ? [] : try AccountEventTable.events(of: account.id, in: tx))
    }
}
