import Statecharts
import Storage

enum MessageTable {
    static let insert = Statement(
        "message.insert",
        """
        insert into message (from_id, from_revision, ordinal, to_id, event, data, next_at, attempts) \
        values ($1, $2, $3, $4, $5, $6, $7, 0)
        """,
        many: """
            insert into message (from_id, from_revision, ordinal, to_id, event, data, next_at, attempts) \
            select from_id, from_revision, ordinal, to_id, event, data, next_at, 0 \
            from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::uuid[], $5::text[], $6::text[], \
            $7::timestamptz[]) as row (from_id, from_revision, ordinal, to_id, event, data, next_at)
            """, key: 3)
    /// An instance's end, for the one that started it and asked; nobody asked: nothing.
    static let tellParent = Statement(
        "message.tellParent",
        sqlite: """
            insert into message (from_id, from_revision, ordinal, to_id, event, data, next_at, attempts) \
            select ?1, ?2, ?3, parent_id, event, ?4, ?5, 0 from child where instance_id = ?1
            """,
        postgres: """
            insert into message (from_id, from_revision, ordinal, to_id, event, data, next_at, attempts) \
            select instance_id, $2::bigint, $3::integer, parent_id, event, $4::text, $5::timestamptz, 0 \
            from child where instance_id = $1
            """)
    static let isWaiting = Statement(
        "message.isWaiting",
        "select event from message where from_id = $1 and from_revision = $2 and ordinal = $3")
    static let delete = Statement(
        "message.delete", "delete from message where from_id = $1 and from_revision = $2 and ordinal = $3",
        many: """
            delete from message m using unnest($1::uuid[], $2::bigint[], $3::integer[]) as gone (from_id, \
            from_revision, ordinal) where m.from_id = gone.from_id and m.from_revision = gone.from_revision \
            and m.ordinal = gone.ordinal
            """, key: 3)
    /// Turns a message round: its sender hears that it was refused.
    static let sendBack = Statement(
        "message.sendBack",
        """
        update message set to_id = from_id, event = 'error.send', data = $4, next_at = $5, attempts = 0 \
        where from_id = $1 and from_revision = $2 and ordinal = $3 and event <> 'error.send'
        """, key: 3)
    static let backOff = Statement(
        "message.backOff",
        """
        update message set next_at = $4, attempts = attempts + 1 \
        where from_id = $1 and from_revision = $2 and ordinal = $3
        """)
    /// Of each sender and receiver the first, also where that one waits for its time.
    static let due = Statement(
        "message.due",
        """
        select m.from_id, m.from_revision, m.ordinal, m.to_id, m.event, m.data, m.attempts from message m \
        where m.next_at <= $1 and not exists (select 1 from message e where e.from_id = m.from_id \
        and e.to_id = m.to_id and (e.from_revision, e.ordinal) < (m.from_revision, m.ordinal)) \
        order by m.next_at, m.from_id, m.from_revision, m.ordinal limit $2
        """)
    static let all = [insert, tellParent, isWaiting, delete, sendBack, backOff, due]

    static func insert(_ message: InstanceMessage, now: Timestamp, in tx: borrowing Transaction) {
        tx.write(
            insert, key(message) + [.text(message.to.text), .text(message.event), text(message.data), now.sql])
    }

    /// Whether it was not handed on yet; to be asked under the receiver's lock.
    static func isWaiting(_ message: InstanceMessage, in tx: borrowing Transaction) throws -> Bool {
        try tx.rows(isWaiting, key(message)).first.map { try $0.text(0) == message.event } ?? false
    }

    static func delete(_ message: InstanceMessage, in tx: borrowing Transaction) { tx.write(delete, key(message)) }

    static func sendBack(_ message: InstanceMessage, data: JSON, now: Timestamp, in tx: borrowing Transaction) {
        tx.write(sendBack, key(message) + [text(data), now.sql])
    }

    static func backOff(_ message: InstanceMessage, until: Timestamp, in tx: borrowing Transaction) {
        tx.write(backOff, key(message) + [until.sql])
    }

    static func due(at now: Timestamp, limit: Int, in tx: borrowing Transaction) throws -> [InstanceMessage] {
        try tx.rows(due, now.sql, .integer(limit)).map { row in
            guard let data = try? JSON(parsing: Array(try row.text(5).utf8)) else {
                throw BrokenInvariant("a message's data cannot be read", instance: InstanceID(try row.text(0)))
            }
            return InstanceMessage(
                from: InstanceID(try row.text(0)), revision: try row.integer(1), ordinal: try row.integer(2),
                to: InstanceID(try row.text(3)), event: try row.text(4), data: data, attempts: try row.integer(6))
        }
    }

    static func key(_ message: InstanceMessage) -> [SQLValue] {
        [.text(message.from.text), .integer(message.revision), .integer(message.ordinal)]
    }

    private static func text(_ data: JSON) -> SQLValue { .text(data.canonicalText) }
}

/// Whose end is awaited.
enum ChildTable {
    static let insert = Statement(
        "child.insert", "insert into child (instance_id, parent_id, event) values ($1, $2, $3)",
        many: """
            insert into child (instance_id, parent_id, event) select * from unnest($1::uuid[], $2::uuid[], $3::text[])
            """)
    static let delete = Statement("child.delete", "delete from child where instance_id = $1")
    static let all = [insert, delete]
}
