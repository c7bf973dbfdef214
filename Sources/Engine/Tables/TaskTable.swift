import Statecharts
import Storage

/// An open turn as stored.
struct TaskRow: Hashable, Sendable {
    /// `state.role#n`.
    var name: String
    var openedAt: Timestamp
    var openedRevision: Int64
    var role: String
    var personKey: [UInt8]?
    var groupKey: String?
    var due: Timestamp?

    /// Whether it is a turn of this state.
    func isOf(state: String) -> Bool { name.utf8.starts(with: "\(state).".utf8) }
}

enum TaskTable {
    static let open = Statement(
        "task.open",
        """
        insert into user_task (instance_id, name, opened_at, opened_revision, role, person_key, group_key, due_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (instance_id, name) do update set \
        opened_at = excluded.opened_at, opened_revision = excluded.opened_revision, role = excluded.role, \
        person_key = excluded.person_key, group_key = excluded.group_key, due_at = excluded.due_at
        """,
        many: """
            insert into user_task (instance_id, name, opened_at, opened_revision, role, person_key, group_key, due_at) \
            select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[], $5::text[], $6::bytea[], \
            $7::text[], $8::timestamptz[]) on conflict (instance_id, name) do update set \
            opened_at = excluded.opened_at, opened_revision = excluded.opened_revision, role = excluded.role, \
            person_key = excluded.person_key, group_key = excluded.group_key, due_at = excluded.due_at
            """, key: 2)
    static let close = Statement(
        "task.close", "delete from user_task where instance_id = $1 and name = $2",
        many: """
            delete from user_task t using unnest($1::uuid[], $2::text[]) as gone (instance_id, name) \
            where t.instance_id = gone.instance_id and t.name = gone.name
            """, key: 2)
    static let ofInstance = Statement(
        "task.ofInstance",
        """
        select name, opened_at, opened_revision, role, person_key, group_key, due_at from user_task \
        where instance_id = $1 order by name
        """,
        many: """
            select array_position($1::uuid[], instance_id), name, opened_at, opened_revision, role, person_key, \
            group_key, due_at from user_task where instance_id = any($1::uuid[]) order by name
            """)
    static let ofPerson = Statement(
        "task.ofPerson", "select instance_id, name, role, opened_at, due_at from user_task where person_key = $1")
    static let ofGroup = Statement(
        "task.ofGroup", "select instance_id, name, role, opened_at, due_at from user_task where group_key = $1")
    static let ofGroupBefore = Statement(
        "task.ofGroupBefore",
        """
        select distinct instance_id from user_task where group_key = $1 and instance_id < $2 \
        order by instance_id desc limit $3
        """)
    static let all = [open, close, ofInstance, ofPerson, ofGroup, ofGroupBefore]

    static func rows(of id: InstanceID, in tx: borrowing Transaction) throws -> [TaskRow] {
        try tx.rows(ofInstance, .text(id.text)).map { row in
            TaskRow(
                name: try row.text(0), openedAt: try row.timestamp(1), openedRevision: try row.integer(2),
                role: try row.text(3), personKey: try row.optionalBytes(4), groupKey: try row.optionalText(5),
                due: try row.optionalTimestamp(6))
        }
    }

    /// Writes what differs, each row once.
    static func write(
        _ tasks: [TaskRow], over stored: [TaskRow], of id: InstanceID, in tx: borrowing Transaction
    ) {
        for gone in stored where !tasks.contains(where: { $0.name == gone.name }) {
            tx.write(close, .text(id.text), .text(gone.name))
        }
        for task in tasks where !stored.contains(task) {
            tx.write(
                open, .text(id.text), .text(task.name), task.openedAt.sql, .integer(task.openedRevision),
                .text(task.role), .bytes(orNull: task.personKey), .text(orNull: task.groupKey), task.due.sql)
        }
    }
}

enum ListingTable {
    static let set = Statement(
        "listing.set",
        """
        insert into listing (instance_id, workflow, state, opened_at) values ($1, $2, $3, $4) \
        on conflict (instance_id) do update set state = excluded.state
        """,
        many: """
            insert into listing (instance_id, workflow, state, opened_at) \
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) \
            on conflict (instance_id) do update set state = excluded.state
            """)
    static let page = Statement(
        "listing.page",
        """
        select instance_id from listing where (cast($1 as text) is null or workflow = $1) \
        and (cast($2 as text) is null or state = $2) order by instance_id desc limit $3
        """)
    static let pageBefore = Statement(
        "listing.pageBefore",
        """
        select instance_id from listing where (cast($1 as text) is null or workflow = $1) \
        and (cast($2 as text) is null or state = $2) and instance_id < $3 order by instance_id desc limit $4
        """)
    static let all = [set, page, pageBefore]
}

enum MentionTable {
    /// Asks first: most are known, and an upsert would lock and so write each of them anew.
    static let add = Statement(
        "mention.add",
        sqlite: """
            insert into mention (instance_id, person_key, has_acted) select ?1, ?2, ?3 \
            where not exists (select 1 from mention where instance_id = ?1 and person_key = ?2 \
            and (has_acted or not ?3)) \
            on conflict (person_key, instance_id) do update set has_acted = true where excluded.has_acted
            """,
        postgres: """
            insert into mention (instance_id, person_key, has_acted) select $1::uuid, $2::bytea, $3::boolean \
            where not exists (select 1 from mention where instance_id = $1 and person_key = $2 \
            and (has_acted or not $3)) \
            on conflict (person_key, instance_id) do update set has_acted = true where excluded.has_acted
            """,
        many: """
            insert into mention (instance_id, person_key, has_acted) select instance_id, person_key, has_acted \
            from unnest($1::uuid[], $2::bytea[], $3::boolean[]) as new (instance_id, person_key, has_acted) \
            where not exists (select 1 from mention m where m.instance_id = new.instance_id \
            and m.person_key = new.person_key and (m.has_acted or not new.has_acted)) \
            on conflict (person_key, instance_id) do update set has_acted = true where excluded.has_acted
            """, key: 2)
    static let ofPerson = Statement(
        "mention.ofPerson",
        "select instance_id, has_acted from mention where person_key = $1 order by instance_id desc limit $2")
    static let ofPersonBefore = Statement(
        "mention.ofPersonBefore",
        """
        select instance_id from mention where person_key = $1 and instance_id < $2 order by instance_id desc limit $3
        """)
    static let hasActed = Statement(
        "mention.hasActed", "select has_acted from mention where person_key = $1 and instance_id = $2")
    static let all = [add, ofPerson, ofPersonBefore, hasActed]
}

enum KeyTable {
    static let find = Statement(
        "open_key.find", "select instance_id from open_key where workflow = $1 and value = $2")
    /// A plain insert: of two starts that found nothing, the later one's violation ends its transaction.
    static let take = Statement(
        "open_key.take", "insert into open_key (workflow, value, instance_id) values ($1, $2, $3)",
        many: """
            insert into open_key (workflow, value, instance_id) \
            select * from unnest($1::text[], $2::text[], $3::uuid[])
            """, key: 2)
    static let release = Statement(
        "open_key.release", "delete from open_key where instance_id = $1",
        many: "delete from open_key where instance_id = any($1::uuid[])")
    static let all = [find, take, release]
}

enum SecurityTable {
    static let record = Statement(
        "security.record",
        "insert into security_event (id, at, code, caller_key, instance_id, data) values ($1, $2, $3, $4, $5, $6)",
        many: """
            insert into security_event (id, at, code, caller_key, instance_id, data) \
            select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bytea[], $5::uuid[], $6::text[])
            """)
    static let recent = Statement(
        "security.recent",
        "select at, code, instance_id, data from security_event order by at desc, id desc limit $1")
    static let all = [record, recent]
}
