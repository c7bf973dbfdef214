import Statecharts
import Storage

/// Rows of sessions.
///
/// One that ended by pause or age goes when its person signs in again.
enum SessionTable {
    static func session(
        _ secret: SessionSecret, now: Timestamp, in tx: borrowing Transaction
    ) throws -> (session: Session, person: Person)? {
        guard let row = try tx.rows(SessionSQL.bySecret, .bytes(secret.hash)).first,
            let person = try PersonTable.person(id: row.text("person_id"), in: tx)
        else { return nil }
        let session = try session(row)
        return session.isAlive(person.isStaff ? .staff : .customer, at: now) ? (session, person) : nil
    }

    static func session(_ row: Row) throws -> Session {
        Session(
            id: try row.text("id"), madeAt: Timestamp(microseconds: try row.integer("made_at")),
            usedAt: Timestamp(microseconds: try row.integer("used_at")),
            visitor: Visitor(browser: try row.text("browser"), address: try row.text("network_address")))
    }

    static func insert(
        id: String, secret: SessionSecret, person: String, visitor: Visitor, now: Timestamp,
        in tx: borrowing Transaction
    ) {
        let oldest = now.adding(Span(microseconds: -Session.Lifetime.customer.absolute.microseconds))
        tx.write(SessionSQL.forget, .text(person), .integer(oldest.microseconds))
        tx.write(
            SessionSQL.insert, .text(id), .bytes(secret.hash), .text(person), .integer(now.microseconds),
            .text(visitor.browser), .text(visitor.address))
    }
}

enum SessionSQL {
    static let bySecret = Statement(
        "session.by-secret",
        "select id, person_id, made_at, used_at, browser, network_address from session where secret_hash = $1")
    static let ofPerson = Statement(
        "session.of-person",
        """
        select id, made_at, used_at, browser, network_address from session where person_id = $1
        order by made_at desc, id desc
        """)
    static let insert = Statement(
        "session.insert",
        """
        insert into session (id, secret_hash, person_id, made_at, used_at, browser, network_address)
        values ($1, $2, $3, $4, $4, $5, $6)
        """)
    static let use = Statement("session.use", "update session set used_at = $2 where id = $1 and used_at < $2")
    static let endSecret = Statement("session.end-secret", "delete from session where secret_hash = $1")
    static let end = Statement("session.end", "delete from session where id = $1 and person_id = $2")
    static let endOthers = Statement("session.end-others", "delete from session where id <> $1 and person_id = $2")
    static let forget = Statement("session.forget", "delete from session where person_id = $1 and made_at <= $2")
    static let all = [bySecret, ofPerson, insert, use, endSecret, end, endOthers, forget]
}
