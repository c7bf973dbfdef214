import Statecharts
import Storage

/// A link as stored.
struct LinkRow: Sendable {
    var id: String
    var instance: InstanceID
    var stayState: String
    var stayRevision: Int64
    var role: String
    var personKey: [UInt8]?
    var target: String?
    var expiresAt: Timestamp?
    var ended: String?
    var endedRevision: Int64?
    var endedAt: Timestamp?

    /// Whether it opens its task at `now`, as far as the row tells.
    func isLive(at now: Timestamp) -> Bool { ended == nil && expiresAt.map { now < $0 } ?? true }
}

enum LinkTable {
    static let insert = Statement(
        "link.insert",
        """
        insert into link (id, secret_hash, instance_id, stay_state, stay_revision, role, person_key, target, \
        made_revision, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        many: """
            insert into link (id, secret_hash, instance_id, stay_state, stay_revision, role, person_key, target, \
            made_revision, expires_at) select * from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::text[], \
            $5::bigint[], $6::text[], $7::bytea[], $8::text[], $9::bigint[], $10::timestamptz[])
            """)
    static let bySecret = Statement(
        "link.bySecret",
        """
        select id, instance_id, stay_state, stay_revision, role, person_key, target, expires_at, ended, \
        ended_revision, ended_at from link where secret_hash = $1
        """)
    static let endOfPerson = Statement(
        "link.endOfPerson",
        """
        update link set ended = $4, ended_revision = $5, ended_at = $6 where instance_id = $1 and stay_state = $2 \
        and person_key = $3 and ended is null
        """,
        many: """
            update link l set ended = e.ended, ended_revision = e.revision, ended_at = e.at \
            from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::bigint[], $6::timestamptz[]) \
            as e (instance_id, stay_state, person_key, ended, revision, at) \
            where l.instance_id = e.instance_id and l.stay_state = e.stay_state and l.person_key = e.person_key \
            and l.ended is null
            """, key: 3)
    static let endStay = Statement(
        "link.endStay",
        """
        update link set ended = $3, ended_revision = $4, ended_at = $5 where instance_id = $1 and stay_state = $2 \
        and ended is null
        """,
        many: """
            update link l set ended = e.ended, ended_revision = e.revision, ended_at = e.at \
            from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[]) \
            as e (instance_id, stay_state, ended, revision, at) \
            where l.instance_id = e.instance_id and l.stay_state = e.stay_state and l.ended is null
            """, key: 2)
    static let extend = Statement(
        "link.extend",
        """
        update link set expires_at = $4 where instance_id = $1 and stay_state = $2 and expires_at = $3 \
        and ended is null
        """,
        many: """
            update link l set expires_at = e.later from unnest($1::uuid[], $2::text[], $3::timestamptz[], \
            $4::timestamptz[]) as e (instance_id, stay_state, expires_at, later) \
            where l.instance_id = e.instance_id and l.stay_state = e.stay_state and l.expires_at = e.expires_at \
            and l.ended is null
            """, key: 3)
    static let all = [insert, bySecret, endOfPerson, endStay, extend]

    static func find(secretHash: [UInt8], in tx: borrowing Transaction) throws -> LinkRow? {
        guard let row = try tx.rows(bySecret, .bytes(secretHash)).first else { return nil }
        return LinkRow(
            id: try row.text(0), instance: InstanceID(try row.text(1)), stayState: try row.text(2),
            stayRevision: try row.integer(3), role: try row.text(4), personKey: try row.optionalBytes(5),
            target: try row.optionalText(6), expiresAt: try row.optionalTimestamp(7), ended: try row.optionalText(8),
            endedRevision: try row.optionalInteger(9), endedAt: try row.optionalTimestamp(10))
    }
}
