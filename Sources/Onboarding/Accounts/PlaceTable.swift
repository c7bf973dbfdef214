import Statecharts
import Storage

/// Places in accounts: those of members, and those that open invitations take (D-20).
enum PlaceTable {
    /// Whether there is room for one more, beside this invitee's own place.
    ///
    /// The account is locked, so nobody else takes a place meanwhile.
    static func hasRoom(
        in account: Account, besides invitee: EmailAddress, in tx: borrowing Transaction
    ) throws -> Bool {
        guard let most = account.kind.peopleMax else { return true }
        let taken = try tx.rows(PlaceSQL.count, .text(account.id), .text(invitee.key)).first?.integer(0) ?? 0
        return taken < Int64(most)
    }

    static func take(_ account: String, for invitee: EmailAddress, now: Timestamp, in tx: borrowing Transaction) {
        tx.write(PlaceSQL.take, .text(account), .text(invitee.key), .integer(now.microseconds))
    }

    /// Frees the place; false if there was none.
    static func free(_ account: String, of invitee: EmailAddress, in tx: borrowing Transaction) throws -> Bool {
        try tx.changed(PlaceSQL.free, .text(account), .text(invitee.key)) == 1
    }
}

enum PlaceSQL {
    static let count = Statement(
        "place.count",
        """
        select (select count(distinct person_id) from member where account_id = $1)
            + (select count(*) from invited_place where account_id = $1 and invitee_key <> $2)
        """)
    static let take = Statement(
        "place.take",
        """
        insert into invited_place (account_id, invitee_key, taken_at) values ($1, $2, $3)
        on conflict (account_id, invitee_key) do nothing
        """)
    static let free = Statement(
        "place.free", "delete from invited_place where account_id = $1 and invitee_key = $2")
    static let all = [count, take, free]
}
