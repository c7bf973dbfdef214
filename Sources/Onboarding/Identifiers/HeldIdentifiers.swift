import DomainNames
import Statecharts
import Storage

/// Rows of identifiers that accounts and open requests hold.
enum HeldIdentifiers {
    /// How long the identifier of a closed account stays taken (D-62).
    static let rest = Span.days(90)
    /// Look-alikes that are told of.
    static let listMax = 20

    /// Takes an identifier for an account, which may be written later in the transaction.
    ///
    /// - Returns: false if somebody has it, had it before, or had it until lately; then nothing was written.
    static func take(
        _ identifier: String, for account: String, now: Timestamp, in tx: borrowing Transaction
    ) throws -> Bool {
        try tx.changed(
            IdentifierSQL.take, .text(identifier), .text(account), .text(LookAlikeKey.of(identifier)),
            .integer(now.microseconds)) == 1
    }

    /// Frees what an account holds, at once.
    static func free(of account: String, in tx: borrowing Transaction) {
        tx.write(IdentifierSQL.free, .text(account))
    }

    /// Frees one name that an account held.
    static func free(_ identifier: String, of account: String, in tx: borrowing Transaction) {
        tx.write(IdentifierSQL.freeOne, .text(identifier), .text(account))
    }

    /// Lets what a closed account held rest: nobody gets it for 90 days.
    static func rest(of account: String, now: Timestamp, in tx: borrowing Transaction) {
        tx.write(IdentifierSQL.rest, .text(account), .integer(now.adding(rest).microseconds))
    }

    /// Keeps a name that an account had as its alias, for ever (D-06).
    static func keepAlias(_ identifier: String, of account: String, in tx: borrowing Transaction) {
        tx.write(IdentifierSQL.keepAlias, .text(identifier), .text(account))
    }

    /// Whether the account holds its identifier, or could take it because nobody has it.
    static func isHeldOrFree(by account: String, now: Timestamp, in tx: borrowing Transaction) throws -> Bool {
        try !tx.rows(IdentifierSQL.isHeldOrFree, .text(account), .integer(now.microseconds)).isEmpty
    }

    /// Whether the account holds an identifier.
    static func isHolder(_ account: String, in tx: borrowing Transaction) throws -> Bool {
        try !tx.rows(IdentifierSQL.isHolder, .text(account)).isEmpty
    }

    /// Identifiers of accounts and open requests that look like this one, at most 20, in the order of their letters.
    static func lookAlikes(of identifier: String, in tx: borrowing Transaction) throws -> [String] {
        try tx.rows(
            IdentifierSQL.lookAlikes, .text(LookAlikeKey.of(identifier)), .text(identifier), .integer(listMax)
        ).map { try $0.text(0) }
    }

    /// Identifiers of accounts and open requests at or below a registered domain but this one, at most 20.
    static func relatives(
        of identifier: String, at registrable: String, in tx: borrowing Transaction
    ) throws -> [String] {
        try tx.rows(IdentifierSQL.relatives, .text(registrable), .text(identifier), .integer(listMax)).map {
            try $0.text(0)
        }
    }

    /// What holds a name: its account and that one's status, and since when it was asked for; denials not lifted.
    static func standing(
        of identifier: String, now: Timestamp, in tx: borrowing Transaction
    ) throws -> (account: String?, status: Account.Status?, requestedAt: Timestamp?, denials: Int) {
        guard !identifier.utf8.contains(0),
            let row = try tx.rows(IdentifierSQL.standing, .text(identifier), .integer(now.microseconds)).first
        else { return (nil, nil, nil, 0) }
        // a name at rest, and one that finds an account by another name, are as taken as an active account's
        let isTaken = try row.flag("is_taken")
        let status = try row.optionalText("status").flatMap(Account.Status.init)
        let requestedAt = try row.optionalInteger("requested_at").map(Timestamp.init(microseconds:))
        let denials = Int(try row.integer("denials"))
        let taken: Account.Status? = isTaken ? status == .pending ? .pending : .active : nil
        return (try row.optionalText("id"), taken, requestedAt, denials)
    }
}

enum IdentifierSQL {
    static let take = Statement(
        "identifier.take",
        """
        insert into held_identifier (identifier, account_id, look_alike_key)
        select $1, $2, $3 where not exists (select 1 from former_identifier where identifier = $1)
        on conflict (identifier) do update
        set account_id = excluded.account_id, look_alike_key = excluded.look_alike_key, held_until = null
        where held_identifier.held_until <= $4
        """)
    static let free = Statement(
        "identifier.free", "delete from held_identifier where account_id = $1 and held_until is null")
    static let freeOne = Statement(
        "identifier.free-one",
        "delete from held_identifier where identifier = $1 and account_id = $2 and held_until is null")
    static let rest = Statement(
        "identifier.rest", "update held_identifier set held_until = $2 where account_id = $1 and held_until is null")
    static let keepAlias = Statement(
        "identifier.keep-alias",
        "insert into former_identifier (identifier, account_id) values ($1, $2) on conflict do nothing")
    static let isHolder = Statement(
        "identifier.is-holder", "select 1 from held_identifier where account_id = $1 and held_until is null")
    static let isHeldOrFree = Statement(
        "identifier.is-held-or-free",
        """
        select 1 from account a where id = $1
            and not exists (select 1 from held_identifier h where h.identifier = a.identifier
                and (held_until > $2 or held_until is null and account_id <> a.id))
            and not exists (select 1 from former_identifier f where f.identifier = a.identifier and account_id <> a.id)
        """)
    static let lookAlikes = Statement(
        "identifier.look-alikes",
        """
        select identifier from held_identifier where look_alike_key = $1 and held_until is null and identifier <> $2
        order by identifier limit $3
        """)
    /// Accounts and open requests at or below a registered domain.
    static let relatives = Statement(
        "identifier.relatives",
        """
        select identifier from held_identifier
        where held_until is null and (identifier = $1 or identifier like '%.' || $1) and identifier <> $2
        order by identifier limit $3
        """)
    static let standing = Statement(
        "identifier.standing",
        """
        select a.id, a.status, a.requested_at, (h.identifier is not null or f.identifier is not null) as is_taken,
            (select count(*) from identifier_decision d where d.identifier = asked.identifier and verb = 'denied'
                and number > coalesce((select max(number) from identifier_decision o
                    where o.identifier = asked.identifier and verb = 'allowed'), 0)) as denials
        from (select $1 as identifier) asked
        left join held_identifier h
            on h.identifier = asked.identifier and (h.held_until is null or h.held_until > $2)
        left join former_identifier f on f.identifier = asked.identifier
        left join account a on a.id = coalesce(h.account_id, f.account_id)
        """)
    static let decide = Statement(
        "identifier.decide",
        """
        insert into identifier_decision (identifier, number, at, verb, person_id, instance_id)
        select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 from identifier_decision where identifier = $1
        """)
    static let decisions = Statement(
        "identifier.decisions",
        """
        select at, verb, person_id, instance_id from identifier_decision where identifier = $1
        order by number desc limit $2
        """)
    static let all = [
        take, free, freeOne, rest, keepAlias, isHolder, isHeldOrFree, lookAlikes, relatives, standing, decide,
        decisions,
    ]
}
