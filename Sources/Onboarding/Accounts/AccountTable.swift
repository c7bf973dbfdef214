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
        return try account(row)
    }

    /// The account, which nobody else changes until the commit: whoever counts its members comes by here first.
    static func lock(_ id: String, in tx: borrowing Transaction) throws -> Account? {
        guard isStorable(id), try !tx.rows(AccountSQL.lock, .text(id)).isEmpty else { return nil }
        return try account(id: id, in: tx)
    }

    /// The account that holds this identifier now, or held it before.
    static func account(identifier: String, in tx: borrowing Transaction) throws -> Account? {
        guard isStorable(identifier), let row = try tx.rows(AccountSQL.byIdentifier, .text(identifier)).first else {
            return nil
        }
        return try account(row)
    }

    /// Whether a text out of an address can stand in a store at all: PostgreSQL refuses U+0000 before it looks.
    private static func isStorable(_ text: String) -> Bool { !text.utf8.contains(0) }

    /// Requests that a reviewer is shown of one person.
    static let requestsMax = 20

    /// What a person asked for, but one account, the newest first.
    static func requests(
        of person: String, but account: String, in tx: borrowing Transaction
    ) throws -> [(identifier: String, name: String, status: Account.Status, requestedAt: Timestamp)] {
        try tx.rows(AccountSQL.requestedBy, .text(person), .text(account), .integer(Int64(requestsMax))).map { row in
            (
                try row.text("identifier"), try row.text("name"), try status(row),
                Timestamp(microseconds: try row.integer("requested_at"))
            )
        }
    }

    /// Limited accounts that one person may have made (D-56).
    static let limitedMax = 5

    /// Limited accounts that a person activated and administers, the oldest first.
    static func limited(
        of person: String, in tx: borrowing Transaction
    ) throws -> [(identifier: String, name: String)] {
        try tx.rows(AccountSQL.limitedOf, .text(person), .integer(Int64(limitedMax))).map { row in
            (try row.text(0), try row.text(1))
        }
    }

    /// Writes a pending account.
    static func insert(_ request: Request, in tx: borrowing Transaction) {
        tx.write(
            AccountSQL.insert, .text(request.id), .text(request.kind.rawValue), .text(request.name),
            .text(request.identifier), .text("Customer Smart Account"), .text(request.requestedBy),
            .integer(request.at.microseconds))
    }

    /// Gives the account another identifier; who holds which stands elsewhere.
    static func write(identifier: String, of id: String, in tx: borrowing Transaction) {
        tx.write(AccountSQL.updateIdentifier, .text(id), .text(identifier))
    }

    /// Turns a pending account active; false if there is none.
    static func activate(
        _ id: String, kind: Account.Kind, name: String, by person: String, headquarters: PostalAddress?,
        now: Timestamp, in tx: borrowing Transaction
    ) throws -> Bool {
        let address = headquarters.map(PersonTable.text)
        return try tx.changed(
            AccountSQL.activate, .text(id), .text(kind.rawValue), .text(name), .text(person),
            .integer(now.microseconds), .text(orNull: address)) == 1
    }

    /// Turns a pending account deleted; false if there is none.
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

    private static func account(_ row: Row) throws -> Account {
        guard let kind = Account.Kind(rawValue: try row.text("kind")) else {
            throw DatabaseError(.unexpectedRow, message: "an account is of a kind that this program does not know")
        }
        return Account(
            id: try row.text("id"), kind: kind, status: try status(row), name: try row.text("name"),
            identifier: try row.text("identifier"),
            formerIdentifiers: try row.optionalText("former")?.split(separator: " ").map(String.init) ?? [],
            accountType: try row.text("account_type"), requestedBy: try party("requested_by", "requester", of: row),
            createdBy: try party("created_by", "creator", of: row),
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

    /// Whoever's id stands in one column, with the name and address that begin with another word.
    private static func party(_ column: String, _ word: String, of row: Row) throws -> Account.Party? {
        guard let id = try row.optionalText(column) else { return nil }
        let profile = Profile(
            firstName: try row.optionalText("\(word)_first_name"), lastName: try row.optionalText("\(word)_last_name"),
            language: try row.optionalText("\(word)_language"))
        return Account.Party(
            id: id, name: profile.fullName, email: try row.optionalText("\(word)_address") ?? "")
    }
}

enum AccountSQL {
    /// Accounts with the names of who asked for them and who made them.
    ///
    /// - Parameter condition: which accounts, `a`.
    private static func accounts(where condition: String, on store: StoreKind) -> String {
        let listed = store == .sqlite ? "group_concat" : "string_agg"
        return """
            select a.id, kind, status, name, a.identifier, account_type, requested_by, created_by, requested_at,
                activated_at, headquarters,
                (select \(listed)(identifier, ' ') from (select identifier from former_identifier
                    where account_id = a.id order by identifier) as f) as former,
                r.first_name as requester_first_name, r.last_name as requester_last_name,
                r.language as requester_language, (\(addressOf("requested_by"))) as requester_address,
                c.first_name as creator_first_name, c.last_name as creator_last_name,
                c.language as creator_language, (\(addressOf("created_by"))) as creator_address
            from account a left join person r on r.id = requested_by left join person c on c.id = created_by
            where \(condition)
            """
    }

    private static func addressOf(_ column: String) -> String {
        """
        select address from person_address where person_id = a.\(column) order by is_primary desc, address_key limit 1
        """
    }

    static let byID = Statement(
        "account.by-id", sqlite: accounts(where: "a.id = ?1", on: .sqlite),
        postgres: accounts(where: "a.id = $1", on: .postgres))
    static let byIdentifier = Statement(
        "account.by-identifier",
        sqlite: accounts(
            where: """
                a.id in (select account_id from held_identifier where identifier = ?1 and held_until is null
                union all select account_id from former_identifier where identifier = ?1)
                """, on: .sqlite),
        postgres: accounts(
            where: """
                a.id in (select account_id from held_identifier where identifier = $1 and held_until is null
                union all select account_id from former_identifier where identifier = $1)
                """, on: .postgres))
    /// A file has one writer.
    static let lock = Statement(
        "account.lock", sqlite: "select 1 from account where id = ?1",
        postgres: "select 1 from account where id = $1 for no key update")
    static let insert = Statement(
        "account.insert",
        """
        insert into account (id, kind, status, name, identifier, account_type, requested_by, requested_at)
        values ($1, $2, 'pending', $3, $4, $5, $6, $7)
        """)
    static let updateIdentifier = Statement(
        "account.update-identifier", "update account set identifier = $2 where id = $1")
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
    static let requestedBy = Statement(
        "account.requested-by",
        """
        select identifier, name, status, requested_at from account where requested_by = $1 and id <> $2
        order by requested_at desc, id desc limit $3
        """)
    static let limitedOf = Statement(
        "account.limited-of",
        """
        select account.identifier, account.name from member join account on account.id = member.account_id
        where member.person_id = $1 and member.role = 'administrator' and account.kind = 'limited'
            and account.status = 'active' and account.created_by = member.person_id
        order by account.activated_at, account.id limit $2
        """)
    static let all = [
        byID, byIdentifier, lock, insert, updateIdentifier, activate, release, insertVirtual, virtualAccounts, ofMember,
        requestedBy, limitedOf,
    ]
}
