import Statecharts
import Storage

/// Topics with their publications (`commit.md` 10).
enum TopicTable {
    static let newest = Statement("topic.newest", "select seq from topic where topic = $1 and key = $2")
    /// On PostgreSQL ``publish`` does it itself, because a group sends the writes of one statement together.
    static let raise = Statement(
        "topic.raise",
        sqlite: """
            insert into topic (topic, key, seq) values (?1, ?2, 1) \
            on conflict (topic, key) do update set seq = topic.seq + 1
            """,
        postgres: "select $1::text, $2::text", key: 2)
    /// Behind ``raise``: numbered by its topic, whose row is held until the commit, so numbers come in order of commits.
    static let publish = Statement(
        "publication.insert",
        sqlite: """
            insert into publication (topic, key, seq, from_id, from_revision, data, at, is_pending) \
            select topic, key, seq, ?3, ?4, ?5, ?6, 1 from topic where topic = ?1 and key = ?2
            """,
        postgres: """
            with raised as (insert into topic (topic, key, seq) values ($1, $2, 1) \
            on conflict (topic, key) do update set seq = topic.seq + 1 returning topic, key, seq) \
            insert into publication (topic, key, seq, from_id, from_revision, data, at, is_pending) \
            select topic, key, seq, $3::uuid, $4::bigint, $5::text, $6::timestamptz, true from raised
            """, key: 2)
    static let pending = Statement(
        "publication.pending",
        "select topic, key, seq from publication where is_pending order by topic, key, seq limit $1")
    static let settle = Statement(
        "publication.settle",
        sqlite: "update publication set is_pending = 0 where topic = ?1 and key = ?2 and seq <= ?3 and is_pending",
        postgres: "update publication set is_pending = false where topic = $1 and key = $2 and seq <= $3 and is_pending"
    )
    /// What a subscriber has not seen; to be asked under its lock.
    static let unseen = Statement(
        "publication.unseen",
        """
        select p.seq, p.data from subscription s join publication p \
        on p.topic = s.topic and p.key = s.key and p.seq > s.seen_seq \
        where s.topic = $1 and s.key = $2 and s.instance_id = $3 order by p.seq limit $4
        """)
    static let all = [newest, raise, publish, pending, settle, unseen]

    /// Number of the newest publication; 0 before the first.
    static func newest(_ pair: TopicKey, in tx: borrowing Transaction) throws -> Int64 {
        try tx.rows(newest, .text(pair.topic), .text(pair.key)).first?.integer(0) ?? 0
    }

    static func publish(
        _ pair: TopicKey, data: Record, from row: InstanceRow, now: Timestamp, in tx: borrowing Transaction
    ) {
        tx.write(raise, .text(pair.topic), .text(pair.key))
        tx.write(
            publish, .text(pair.topic), .text(pair.key), .text(row.id.text), .integer(row.revision),
            .text(JSON(data).canonicalText), now.sql)
    }

    static func unseen(
        _ pair: TopicKey, by id: InstanceID, limit: Int, in tx: borrowing Transaction
    ) throws -> [(seq: Int64, data: JSON)] {
        try tx.rows(unseen, unseenValues(pair, by: id, limit: limit)).map { row in
            guard let data = try? JSON(parsing: Array(try row.text(1).utf8)) else {
                throw BrokenInvariant("publication \(try row.integer(0)) of \(pair.topic) cannot be read", instance: id)
            }
            return (try row.integer(0), data)
        }
    }

    static func unseenValues(_ pair: TopicKey, by id: InstanceID, limit: Int) -> [SQLValue] {
        [.text(pair.topic), .text(pair.key), .text(id.text), .integer(limit)]
    }
}

/// Who waits for what: one row for each topic and thing that an instance hears where it stands.
enum SubscriptionTable {
    static let insert = Statement(
        "subscription.insert",
        sqlite: "insert into subscription (topic, key, instance_id, seen_seq, is_fresh) values (?1, ?2, ?3, ?4, 1)",
        postgres:
            "insert into subscription (topic, key, instance_id, seen_seq, is_fresh) values ($1, $2, $3, $4, true)",
        key: 3)
    /// Where the newest number was not known before the facts were read: what came after `$4` counts as not seen.
    static let insertSince = Statement(
        "subscription.insertSince",
        sqlite: """
            insert into subscription (topic, key, instance_id, seen_seq, is_fresh) select ?1, ?2, ?3, coalesce( \
            (select min(seq) - 1 from publication where topic = ?1 and key = ?2 and at > ?4), \
            (select seq from topic where topic = ?1 and key = ?2), 0), 1
            """,
        postgres: """
            insert into subscription (topic, key, instance_id, seen_seq, is_fresh) \
            select $1::text, $2::text, $3::uuid, coalesce( \
            (select min(seq) - 1 from publication where topic = $1 and key = $2 and at > $4::timestamptz), \
            (select seq from topic where topic = $1 and key = $2), 0), true
            """, key: 3)
    static let delete = Statement(
        "subscription.delete", "delete from subscription where topic = $1 and key = $2 and instance_id = $3",
        key: 3)
    static let deleteAll = Statement("subscription.deleteAll", "delete from subscription where instance_id = $1")
    static let move = Statement(
        "subscription.move",
        sqlite: """
            update subscription set seen_seq = max(seen_seq, ?4), is_fresh = ?5 \
            where topic = ?1 and key = ?2 and instance_id = ?3
            """,
        postgres: """
            update subscription set seen_seq = greatest(seen_seq, $4), is_fresh = $5 \
            where topic = $1 and key = $2 and instance_id = $3
            """, key: 3)
    static let behind = Statement(
        "subscription.behind",
        """
        select instance_id from subscription where topic = $1 and key = $2 and seen_seq < $3 and instance_id > $4 \
        order by instance_id limit $5
        """)
    /// Marks one that could not be told, so that it is looked at again.
    static let freshen = Statement(
        "subscription.freshen",
        sqlite: "update subscription set is_fresh = 1 where topic = ?1 and key = ?2 and instance_id = ?3",
        postgres: "update subscription set is_fresh = true where topic = $1 and key = $2 and instance_id = $3",
        key: 3)
    /// In order of the table's key, behind a place; those of a stuck instance wait until it is mended.
    static let fresh = Statement(
        "subscription.fresh",
        """
        select s.topic, s.key, s.instance_id from subscription s join instance i on i.id = s.instance_id \
        where s.is_fresh and i.stuck is null and (s.topic, s.key, s.instance_id) > ($1, $2, $3) \
        order by s.topic, s.key, s.instance_id limit $4
        """)
    static let all = [insert, insertSince, delete, deleteAll, move, behind, freshen, fresh]

    static func values(_ pair: TopicKey, _ id: InstanceID) -> [SQLValue] {
        [.text(pair.topic), .text(pair.key), .text(id.text)]
    }
}
