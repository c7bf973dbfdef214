import Foundation
import Statecharts
import Storage

/// Rows of the accounts' logs.
enum AccountEventTable {
    static func write(
        _ verb: AccountEvent.Verb, _ detail: [String: String] = [:], by person: String?, to account: String,
        now: Timestamp, in tx: borrowing Transaction
    ) {
        let members = detail.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSON.string($0.value)) }
        tx.write(
            AccountEventSQL.insert, .text(account), .integer(now.microseconds), .text(orNull: person),
            .text(verb.rawValue), .text(JSON.object(members).canonicalText))
    }

    static func events(of account: String, in tx: borrowing Transaction) throws -> [AccountEvent] {
        try tx.rows(AccountEventSQL.ofAccount, .text(account)).map { row in
            guard let verb = AccountEvent.Verb(rawValue: try row.text("verb")) else {
                throw DatabaseError(
                    .unexpectedRow, message: "an account's log has a verb that this program does not know")
            }
            return AccountEvent(
                number: try row.integer("number"), at: Timestamp(microseconds: try row.integer("at")),
                personID: try row.optionalText("person_id"), verb: verb,
                detail: try JSONDecoder().decode([String: String].self, from: Data(try row.text("detail").utf8)))
        }
    }
}

enum AccountEventSQL {
    static let insert = Statement(
        "account-event.insert",
        """
        insert into account_event (account_id, number, at, person_id, verb, detail)
        select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 from account_event where account_id = $1
        """)
    static let ofAccount = Statement(
        "account-event.of-account",
        """
        select number, at, person_id, verb, detail from account_event where account_id = $1
        order by number desc limit 200
        """)
    static let all = [insert, ofAccount]
}
