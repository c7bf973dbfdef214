import Statecharts
import Storage

/// Rows of accounts and their virtual accounts.
enum AccountTable {
    /// What a new, pending account is made of.
    struct Request {
        var id: String
        var kind: Account.Kind
        var name: String
        var identifier: String
        var requestedBy: String
        var at: Timestamp
    }

    static func account(id: String, in tx: borrowing Transaction) throws -> Account? {
        guard isStorable(id), let row = try tx.rows(AccountSQL.byID, .text(id)).first else { return nil }
        return try account(row, in: tx)
    }

    /// The account that holds this identifier now, or held it before.
    static func account(identifier: String, in tx: borrowing Transaction) throws -> Account? {
        guard isStorable(identifier), let row = try tx.rows(AccountSQL.byIdentifier, .text(identifier)).first else {
            return nil
        }
        return try account(row, in: tx)
    }

    static func status(ofHolder identifier: String, in tx: borrowing Transaction) throws -> Account.Status? {
        try tx.rows(AccountSQL.byIdentifier, .text(identifier)).first.map(status)
    }

    /// Whether a text out of an address can stand in a store at all: PostgreSQL refuses U+0000 before it looks.
    private static func isStorable(_ text: String) -> Bool { !text.utf8.contains(0) }

    /// Writes a pending account; the unique index answers whether the identifier is free.
    static func reserve(_ request: Request, in tx: borrowing Transaction) throws -> Bool {
        try tx.changed(
            AccountSQL.reserve, .text(request.id), .text(request.kind.rawValue), .text(request.name),
            .text(request.identifier), .text("Customer Smart Account"), .text(request.requestedBy),
            .integer(request.at.microseconds)) == 1
    }

    /// Turns a pending account active; false if there is none.
    static func activate(
        _ id: String, kind: Account.Kind, name: String, by person: String, headquarters: PostalAddress?,
        now: Timestamp, in tx: borrowing Transaction
    ) throws -> Bool {
        let address = try headquarters.map { try PersonTable.text($0) }
        return try tx.changed(
            AccountSQL.activate, .text(id), .text(kind.rawValue), .text(name), .text(person),
            .integer(now.microseconds), .text(orNull: address)) == 1
    }

    /// Turns a pending account deleted, which frees its identifier; false if there is none.
    static func release(_ id: String, now: Timestamp, in tx: borrowing Transaction) throws -> Bool {
        try tx.changed(AccountSQL.release, .text(id), .integer(now.microseconds)) == 1
    }

    static func insertDefault(_ id: String, in account: String, now: Timestamp, in tx: borrowing Transaction) {
        tx.write(
            AccountSQL.insertVirtual, .text(id), .text(account), .text(VirtualAccount.defaultName),
            .text(VirtualAccount.defaultDescription), .flag(true), .integer(now.microseconds))
    }

    static func virtualAccounts(of account: String, in tx: borrowing Transaction) throws -> [VirtualAccount] {
        try tx.rows(AccountSQL.virtualAccounts, .text(account)).map { row in
            VirtualAccount(
                id: try row.text("id"), name: try row.text("name"), description: try row.text("description"),
                isDefault: try row.flag("is_default"))
        }
    }

    private static func account(_ row: Row, in tx: borrowing Transaction) throws -> Account {
        guard let kind = Account.Kind(rawValue: try row.text("kind")) else {
            throw DatabaseError(.unexpectedRow, message: "an account is of a kind that this program does not know")
        }
        let id = try row.text("id")
        return Account(
            id: id, kind: kind, status: try status(row), name: try row.text("name"),
            identifier: try row.text("identifier"),
            formerIdentifiers: try tx.rows(AccountSQL.formerIdentifiers, .text(id)).map { try $0.text(0) },
            accountType: try row.text("account_type"), requestedBy: try party(row.text("requested_by"), in: tx),
            createdBy: try party(row.optionalText("created_by"), in: tx),
            requestedAt: Timestamp(microseconds: try row.integer("requested_at")),
            activatedAt: try row.optionalInteger("activated_at").map(Timestamp.init(microseconds:)),
            headquarters: try PersonTable.address(row.optionalText("headquarters")))
    }

    private static func status(_ row: Row) throws -> Account.Status {
        guard let status = Account.Status(rawValue: try row.text("status")) else {
            throw DatabaseError(.unexpectedRow, message: "an account has a status that this program does not know")
        }
        return status
    }

    private static func party(_ id: String?, in tx: borrowing Transaction) throws -> Account.Party? {
        guard let id, let person = try PersonTable.person(id: id, in: tx) else { return nil }
        return Account.Party(id: id, name: person.profile.fullName, email: person.email)
    }
}

enum AccountSQL {
    static let byID = Statement(
        "account.by-id",
        """
        select id, kind, status, name, identifier, account_type, requested_by, created_by, requested_at, activated_at,
            headquarters
        from account where id = $1
        """)
    static let byIdentifier = Statement(
        "account.by-identifier",
        """
        select id, kind, status, name, identifier, account_type, requested_by, created_by, requested_at, activated_at,
            headquarters
        from account where identifier = $1 and status in ('pending', 'active')
        union all
        select account.id, kind, status, name, account.identifier, account_type, requested_by, created_by,
            requested_at, activated_at, headquarters
        from former_identifier join account on account.id = former_identifier.account_id
        where former_identifier.identifier = $1
        """)
    static let formerIdentifiers = Statement(
        "account.former-identifiers",
        "select identifier from former_identifier where account_id = $1 order by identifier")
    static let reserve = Statement(
        "account.reserve",
        """
        insert into account (id, kind, status, name, identifier, account_type, requested_by, requested_at)
        select $1, $2, 'pending', $3, $4, $5, $6, $7
        where not exists (select 1 from former_identifier where identifier = $4)
        on conflict do nothing
        """)
    static let activate = Statement(
        "account.activate",
        """
        update account set status = 'active', kind = $2, name = $3, created_by = $4, activated_at = $5, headquarters = $6
        where id = $1 and status = 'pending'
        """)
    static let release = Statement(
        "account.release",
        "update account set status = 'deleted', ended_at = $2 where id = $1 and status = 'pending'")
    static let insertVirtual = Statement(
        "account.insert-virtual",
        """
        insert into virtual_account (id, account_id, name, description, is_default, created_at)
        values ($1, $2, $3, $4, $5, $6)
        """)
    static let virtualAccounts = Statement(
        "account.virtual-accounts",
        """
        select id, name, description, is_default from virtual_account where account_id = $1
        order by is_default desc, name
        """)
    static let ofMember = Statement(
        "account.of-member",
        """
        select account.id, member.role from member join account on account.id = member.account_id
        where member.person_id = $1 and account.status = 'active' order by account.activated_at, account.id, member.role
        """)
    static let all = [
        byID, byIdentifier, formerIdentifiers, reserve, activate, release, insertVirtual, virtualAccounts, ofMember,
    ]
}
