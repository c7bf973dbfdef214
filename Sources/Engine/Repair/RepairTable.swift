import Statecharts
import Storage

/// What the repair pass reads of live instances between two ids, a table at a time, and where it has come to.
enum RepairTable {
    /// Before every id, and behind it.
    static let firstPlace = "00000000-0000-0000-0000-000000000000"
    static let lastPlace = "ffffffff-ffff-ffff-ffff-ffffffffffff"

    static let live = Statement(
        "repair.live",
        """
        select id from instance where id > $1 and id <= $2 and not is_final and stuck is null order by id limit $3
        """)
    static let newest = Statement("repair.newest", "select id from instance order by id desc limit 1")
    static let liveCount = Statement(
        "repair.liveCount", "select count(*) from instance where not is_final and stuck is null")
    static let history = Statement(
        "repair.history",
        """
        select h.instance_id, h.revision, h.at, h.entry, d.fields from history h \
        join instance i on i.id = h.instance_id and not i.is_final \
        left join history_data d on d.instance_id = h.instance_id and d.revision = h.revision and d.at = h.at \
        where h.instance_id between $1 and $2 order by h.instance_id, h.revision
        """)
    static let links = Statement(
        "repair.links",
        """
        select l.instance_id, l.id, l.expires_at, l.ended from link l \
        join instance i on i.id = l.instance_id and not i.is_final where l.instance_id between $1 and $2
        """)
    static let subscriptions = Statement(
        "repair.subscriptions",
        """
        select s.instance_id, s.topic, s.key from subscription s \
        join instance i on i.id = s.instance_id and not i.is_final where s.instance_id between $1 and $2
        """)
    /// What an instance that began to wait then had missed by now, at the least.
    static let seenAt = Statement(
        "repair.seenAt",
        """
        select coalesce((select min(seq) - 1 from publication where topic = $1 and key = $2 and at > $3), \
        (select seq from topic where topic = $1 and key = $2), 0)
        """)
    static let putLink = Statement(
        "repair.putLink",
        """
        insert into link (id, secret_hash, instance_id, stay_state, stay_revision, role, person_key, target, \
        made_revision, expires_at, ended, ended_revision, ended_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (id) do update set \
        expires_at = excluded.expires_at, ended = excluded.ended, ended_revision = excluded.ended_revision, \
        ended_at = excluded.ended_at
        """)
    /// Another subscriber is told from there on; the worker looks at it first.
    static let subscribe = Statement(
        "repair.subscribe",
        sqlite: """
            insert into subscription (topic, key, instance_id, seen_seq, is_fresh) values (?1, ?2, ?3, ?4, 1) \
            on conflict (topic, key, instance_id) do nothing
            """,
        postgres: """
            insert into subscription (topic, key, instance_id, seen_seq, is_fresh) values ($1, $2, $3, $4, true) \
            on conflict (topic, key, instance_id) do nothing
            """)
    /// Of two processes one gets the pass; the mark of one whose clock was far ahead keeps nobody away.
    static let begin = Statement(
        "repair.begin",
        """
        update repair_pass set pass_at = $1 where id = 1 and (pass_at <= $2 or pass_at > $3) \
        returning place, slice, last
        """)
    static let beginRound = Statement(
        "repair.beginRound", "update repair_pass set slice = $1, round_at = $2, last = $3, found = 0 where id = 1")
    static let end = Statement(
        "repair.end",
        """
        update repair_pass set place = $1, found = found + $2, alarm_at = coalesce($3, alarm_at) where id = 1
        """)
    /// A whole round without an alarm ends the alarm.
    static let endRound = Statement(
        "repair.endRound",
        """
        update repair_pass set alarm_at = case when alarm_at >= round_at then alarm_at end where id = 1
        """)
    static let state = Statement("repair.state", "select alarm_at, found from repair_pass where id = 1")
    static let all = [
        live, newest, liveCount, history, links, subscriptions, seenAt, putLink, subscribe, begin, beginRound, end,
        endRound,
        state,
    ]
}
