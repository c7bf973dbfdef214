import Statecharts
import Storage

/// What an operator asks of a store as a whole; not on the way of any command.
enum HealthTable {
    static let ping = Statement("health.ping", "select 1")
    static let dead = Statement(
        "health.dead",
        """
        select id, instance_id, kind, attempts, made_at, last_reply, key_id, sealed is not null from outbox \
        where stage = 'dead' order by made_at, id limit $1
        """)
    static let deadCount = Statement("health.deadCount", "select count(*) from outbox where stage = 'dead'")
    static let deadOne = Statement(
        "health.deadOne",
        "select key_id, sealed is not null from outbox where id = $1 and stage = 'dead'")
    /// Waits no longer than anything else that is due; what could not be sent before counts anew.
    static let resend = Statement(
        "health.resend",
        "update outbox set stage = 'queued', attempts = 0, next_at = $2, last_reply = null "
            + "where id = $1 and stage = 'dead'")
    /// Whether a row is dead, and whose it is.
    static let letter = Statement("health.letter", "select stage, instance_id from outbox where id = $1")
    static let deadLocked = Statement(
        "health.deadLocked",
        sqlite: "select instance_id, kind from outbox where id = ?1 and stage = 'dead'",
        postgres: "select instance_id, kind from outbox where id = $1 and stage = 'dead' for update")
    /// With ``removeDead`` behind it, a dead row moves to `sent`.
    static let discard = Statement(
        "health.discard",
        """
        insert into sent (outbox_id, instance_id, revision, kind, target, person_key, message_id, outcome, at, \
        attempts, reply) select id, instance_id, revision, kind, target, person_key, message_id, 'undeliverable', $2, \
        attempts, $3 from outbox where id = $1 and stage = 'dead'
        """)
    static let removeDead = Statement("health.removeDead", "delete from outbox where id = $1 and stage = 'dead'")
    static let oldestMessage = Statement(
        "health.oldestMessage", "select min(next_at) from outbox where stage <> 'dead'")
    static let oldestTimer = Statement(
        "health.oldestTimer",
        "select min((select min(due_at) from timer t where t.workflow = w.name)) from workflow w")
    static let stuck = Statement(
        "health.stuck", "select id, stuck from instance where stuck is not null order by id limit $1")
    static let keysInUse = Statement(
        "health.keysInUse",
        "select key_id, count(*) from outbox where key_id is not null group by key_id order by key_id")
    /// Claimed by a worker whose lease lasts.
    static let sendings = Statement(
        "health.sendings", "select count(*) from outbox where stage = 'sending' and lease_until > $1")
    static let all = [
        ping, dead, deadCount, deadOne, resend, letter, deadLocked, discard, removeDead, oldestMessage, oldestTimer,
        stuck,
        keysInUse, sendings,
    ]
}
