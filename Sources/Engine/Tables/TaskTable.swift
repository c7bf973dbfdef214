import Statecharts
import Storage

enum TaskTable {
    static let open = Statement(
        "task.open",
        """
        insert into user_task (instance_id, name, opened_at, opened_revision, role, person_key, group_key, due_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (instance_id, name) do update set \
        opened_at = excluded.opened_at, opened_revision = excluded.opened_revision, role = excluded.role, \
        person_key = excluded.person_key, group_key = excluded.group_key, due_at = excluded.due_at
        """)
    static let closeOfState = Statement(
        "task.closeOfState",
        "delete from user_task where instance_id = $1 and name >= $2 || '.' and name < $2 || '/'")
    static let extend = Statement(
        "task.extend",
        """
        update user_task set due_at = $4 \
        where instance_id = $1 and name >= $2 || '.' and name < $2 || '/' and due_at = $3
        """)
    static let ofPerson = Statement(
        "task.ofPerson", "select instance_id, name, role, opened_at, due_at from user_task where person_key = $1")
    static let ofGroup = Statement(
        "task.ofGroup", "select instance_id, name, role, opened_at, due_at from user_task where group_key = $1")
    static let all = [open, closeOfState, extend, ofPerson, ofGroup]
}

enum ListingTable {
    static let set = Statement(
        "listing.set",
        """
        insert into listing (instance_id, workflow, state, opened_at) values ($1, $2, $3, $4) \
        on conflict (instance_id) do update set state = excluded.state
        """)
    static let page = Statement(
        "listing.page",
        """
        select instance_id from listing where (cast($1 as text) is null or workflow = $1) \
        and (cast($2 as text) is null or state = $2) order by instance_id desc limit $3
        """)
    static let all = [set, page]
}

enum MentionTable {
    static let add = Statement(
        "mention.add",
        """
        insert into mention (person_key, instance_id, has_acted) values ($1, $2, $3) \
        on conflict (person_key, instance_id) do update set \
        has_acted = mention.has_acted or excluded.has_acted
        """)
    static let ofPerson = Statement(
        "mention.ofPerson",
        "select instance_id, has_acted from mention where person_key = $1 order by instance_id desc limit $2")
    static let hasActed = Statement(
        "mention.hasActed", "select has_acted from mention where person_key = $1 and instance_id = $2")
    static let all = [add, ofPerson, hasActed]
}

enum KeyTable {
    static let take = Statement(
        "open_key.take",
        """
        insert into open_key (workflow, value, instance_id) values ($1, $2, $3) \
        on conflict (workflow, value) do nothing returning instance_id
        """)
    static let release = Statement("open_key.release", "delete from open_key where instance_id = $1")
    static let all = [take, release]
}

enum SecurityTable {
    static let record = Statement(
        "security.record",
        "insert into security_event (id, at, code, caller_key, instance_id, data) values ($1, $2, $3, $4, $5, $6)")
    static let recent = Statement(
        "security.recent",
        "select at, code, instance_id, data from security_event order by at desc, id desc limit $1")
    static let all = [record, recent]
}
