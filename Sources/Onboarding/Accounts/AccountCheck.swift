public import Engine
import Foundation
import Statecharts
public import Storage

/// Compares accounts, members, places, acceptances and identifiers with what the accounts' logs lead to (I-21).
public enum AccountCheck {
    private static let batch = 500

    /// Somebody's role in an account.
    struct Membership: Hashable {
        var person: String
        var role: String
    }

    /// Looks at every account, 500 in a snapshot; writes nothing.
    public static func violations(in database: any Database) async throws -> [Violation] {
        var violations: [Violation] = []
        var place: String? = ""
        while let after = place {
            let slice = try await database.read { tx in try read(after: after, in: tx) }
            violations += slice.violations
            place = slice.last
        }
        return violations
    }

    private static func read(
        after place: String, in tx: borrowing Transaction
    ) throws -> (violations: [Violation], last: String?) {
        let accounts = try tx.rows(AccountCheckSQL.accounts, .text(place), .integer(batch))
        guard let last = try accounts.last?.text(0) else { return ([], nil) }
        let range = [SQLValue.text(place), .text(last)]
        func grouped(_ statement: Statement, _ tx: borrowing Transaction) throws -> [String: [Row]] {
            try Dictionary(grouping: tx.rows(statement, range)) { try $0.text(0) }
        }
        let logs = try grouped(AccountCheckSQL.events, tx)
        let addresses = try grouped(AccountCheckSQL.addresses, tx)
        let members = try grouped(AccountCheckSQL.members, tx)
        let virtuals = try grouped(AccountCheckSQL.virtualAccounts, tx)
        let acceptances = try grouped(AccountCheckSQL.acceptances, tx)
        let places = try grouped(AccountCheckSQL.places, tx)
        let held = try grouped(AccountCheckSQL.held, tx)
        var violations: [Violation] = []
        for account in accounts {
            let id = try account.text(0)
            let people = try (addresses[id] ?? []).map { (person: try $0.text(1), key: try $0.text(2)) }
            let log = try log(logs[id] ?? [], people)
            var texts = log.faults
            texts += try differences(of: account, log)
            texts += try difference(
                "members", members[id] ?? [], log.members.map { "\($0.key.person) \($0.key.role) \($0.value)" }
            ) { "\(try $0.text(1)) \(try $0.text(2)) \(try $0.integer(3))" }
            texts += try difference("virtual accounts", virtuals[id] ?? [], Array(log.virtualAccounts)) {
                try $0.text(1)
            }
            texts += try difference(
                "acceptances", acceptances[id] ?? [], log.acceptances.map { "\($0.key) \($0.value ?? "")" }
            ) { "\(try $0.integer(1)) \(try $0.text(2))" }
            texts += try difference("invited places", places[id] ?? [], Array(log.invited)) { try $0.text(1) }
            texts += try identifierFaults(account, held[id] ?? [])
            violations += texts.map { Violation(.domain, "account \(id)", $0) }
        }
        return (violations, accounts.count < batch ? nil : last)
    }

    private static func log(_ rows: [Row], _ people: [(person: String, key: String)]) throws -> AccountLog {
        var log = AccountLog()
        for row in rows {
            guard let verb = AccountEvent.Verb(rawValue: try row.text(4)) else { continue }
            let detail = try JSONDecoder().decode([String: String].self, from: Data(try row.text(5).utf8))
            let event = AccountEvent(
                number: try row.integer(1), at: Timestamp(microseconds: try row.integer(2)),
                personID: try row.optionalText(3), verb: verb, detail: detail)
            log.follow(event, addresses: Set(people.filter { $0.person == detail["person"] }.map(\.key)))
        }
        return log
    }

    /// Columns of the account's own row.
    private static func differences(of row: Row, _ log: AccountLog) throws -> [String] {
        var wrong: [String] = []
        func compare<T: Equatable>(_ column: String, _ stored: T, _ followed: T) {
            if stored != followed { wrong.append(column) }
        }
        compare("status", try row.text(1), log.status)
        compare("name", try row.text(2), log.name)
        compare("identifier", try row.text(3), log.identifier)
        compare("requested_by", try row.text(4), log.requestedBy)
        compare("requested_at", try row.integer(5), log.requestedAt)
        compare("created_by", try row.optionalText(6), log.createdBy)
        compare("activated_at", try row.optionalInteger(7), log.activatedAt)
        compare("ended_at", try row.optionalInteger(8), log.endedAt)
        return wrong.isEmpty ? [] : ["is not what its log leads to: \(wrong.joined(separator: ", "))"]
    }

    /// Rows beside what the log leads to; counted, because they name people.
    private static func difference(
        _ what: String, _ rows: [Row], _ followed: [String], _ read: (Row) throws -> String
    ) throws -> [String] {
        let (stored, followed) = (Set(try rows.map(read)), Set(followed))
        let (more, fewer) = (stored.subtracting(followed).count, followed.subtracting(stored).count)
        guard more + fewer > 0 else { return [] }
        return ["its \(what) are not what its log leads to: \(fewer) missing or changed, \(more) that no line gave"]
    }

    /// An active account holds its identifier, one that was released holds nothing.
    private static func identifierFaults(_ account: Row, _ held: [Row]) throws -> [String] {
        let (status, identifier) = (try account.text(1), try account.text(3))
        let names = try held.map { try $0.text(1) }
        return switch status {
        case "active" where !names.contains(identifier): ["is active, and does not hold its identifier"]
        case "deleted" where !names.isEmpty: ["was released, and still holds an identifier"]
        case _ where names.contains { $0 != identifier }: ["holds an identifier that is not its own"]
        case _: []
        }
    }
}

/// Accounts behind `$1` up to `$2`, a table at a time.
enum AccountCheckSQL {
    static let accounts = Statement(
        "account-check.accounts",
        """
        select id, status, name, identifier, requested_by, requested_at, created_by, activated_at, ended_at
        from account where id > $1 order by id limit $2
        """)
    static let events = Statement(
        "account-check.events",
        """
        select account_id, number, at, person_id, verb, detail from account_event
        where account_id > $1 and account_id <= $2 order by account_id, number
        """)
    /// Of whoever is a member.
    static let addresses = Statement(
        "account-check.addresses",
        """
        select distinct m.account_id, m.person_id, a.address_key from member m
        join person_address a on a.person_id = m.person_id where m.account_id > $1 and m.account_id <= $2
        """)
    static let members = Statement(
        "account-check.members",
        "select account_id, person_id, role, since from member where account_id > $1 and account_id <= $2")
    static let virtualAccounts = Statement(
        "account-check.virtual-accounts",
        "select account_id, name from virtual_account where account_id > $1 and account_id <= $2")
    static let acceptances = Statement(
        "account-check.acceptances",
        """
        select account_id, version, person_id from agreement_acceptance where account_id > $1 and account_id <= $2
        """)
    static let places = Statement(
        "account-check.places",
        "select account_id, invitee_key from invited_place where account_id > $1 and account_id <= $2")
    static let held = Statement(
        "account-check.held",
        """
        select account_id, identifier from held_identifier
        where account_id > $1 and account_id <= $2 and held_until is null
        """)
    static let all = [accounts, events, addresses, members, virtualAccounts, acceptances, places, held]
}
