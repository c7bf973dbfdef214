import Statecharts
import Storage

/// An armed timer as stored.
struct TimerRow: Hashable, Sendable {
    var name: TimerName
    var due: Timestamp
    var armedRevision: Int64
}

enum TimerTable {
    static let set = Statement(
        "timer.set",
        """
        insert into timer (instance_id, name, due_at, armed_revision, workflow) values ($1, $2, $3, $4, $5) \
        on conflict (instance_id, name) do update set due_at = excluded.due_at, armed_revision = excluded.armed_revision
        """,
        many: """
            insert into timer (instance_id, name, due_at, armed_revision, workflow) \
            select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[], $5::text[]) \
            on conflict (instance_id, name) do update set due_at = excluded.due_at, \
            armed_revision = excluded.armed_revision
            """, key: 2)
    static let delete = Statement(
        "timer.delete", "delete from timer where instance_id = $1 and name = $2",
        many: """
            delete from timer t using unnest($1::uuid[], $2::text[]) as gone (instance_id, name) \
            where t.instance_id = gone.instance_id and t.name = gone.name
            """, key: 2)
    static let ofInstance = Statement(
        "timer.ofInstance", "select name, due_at, armed_revision from timer where instance_id = $1 order by name",
        many: """
            select array_position($1::uuid[], instance_id), name, due_at, armed_revision from timer \
            where instance_id = any($1::uuid[]) order by name
            """)
    /// Without a lock; an instance that was set aside keeps its timers until somebody has mended it.
    static let due = Statement(
        "timer.due",
        """
        select t.instance_id from timer t where t.workflow = $1 and t.due_at <= $2 \
        and not exists (select 1 from instance i where i.id = t.instance_id and i.stuck is not null) \
        order by t.due_at limit $3
        """)
    static let all = [set, delete, ofInstance, due]

    static func rows(of id: InstanceID, in tx: borrowing Transaction) throws -> [TimerRow] {
        try tx.rows(ofInstance, .text(id.text)).map { row in
            guard let name = TimerName(try row.text(0)) else {
                throw BrokenInvariant("a timer is called '\(try row.text(0))'", instance: id)
            }
            return TimerRow(name: name, due: try row.timestamp(1), armedRevision: try row.integer(2))
        }
    }

    /// Writes what differs, each row once.
    static func write(
        _ timers: [TimerRow], over stored: [TimerRow], of id: InstanceID, workflow: String,
        in tx: borrowing Transaction
    ) {
        for gone in stored where !timers.contains(where: { $0.name == gone.name }) {
            tx.write(delete, .text(id.text), .text(gone.name.text))
        }
        for timer in timers where !stored.contains(timer) {
            tx.write(
                set, .text(id.text), .text(timer.name.text), timer.due.sql, .integer(timer.armedRevision),
                .text(workflow))
        }
    }
}
