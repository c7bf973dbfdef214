import Statecharts
import Storage

/// A row of the outbox that a worker has claimed.
struct OutboxRow: Sendable {
    var id: String
    var instance: InstanceID?
    var stayState: String?
    var stayRevision: Int64?
    var channel: String
    var target: String?
    var notAfter: Timestamp?
    var attempts: Int64
    var keyID: Int64?
    var sealed: [UInt8]?
    var messageID: String
    var madeAt: Timestamp
    var policy: String
    /// Why its link is dead, and where a stay is named the stays of its instance, at the time of the claim.
    var linkEnded: String?
    var stays: String?
    var personKey: [UInt8]?
    /// What its recipient's server said, if there is no such mailbox as far as we know.
    var refusal: String?

    /// Behind the last `@` of its target.
    var domain: String { target?.split(separator: "@").last.map(String.init) ?? "" }
}

/// A message of an instance that no worker has claimed.
struct QueuedMail: Sendable {
    var id: String
    var revision: Int64?
    var kind: String
    var target: String?
    var personKey: [UInt8]?
    var messageID: String
    var attempts: Int64 = 0
}

enum OutboxTable {
    static let insert = Statement(
        "outbox.insert",
        """
        insert into outbox (id, instance_id, revision, stay_state, stay_revision, link_id, kind, channel, target, \
        person_key, stage, next_at, not_after, attempts, key_id, sealed, message_id, made_at, policy) \
        values ($1, $2, $3, $4, $5, $6, $7, 'mail', $8, $9, 'queued', $10, $11, 0, $12, $13, $14, $10, 'repeat')
        """,
        many: """
            insert into outbox (id, instance_id, revision, stay_state, stay_revision, link_id, kind, channel, target, \
            person_key, stage, next_at, not_after, attempts, key_id, sealed, message_id, made_at, policy) \
            select id, instance_id, revision, stay_state, stay_revision, link_id, kind, 'mail', target, person_key, \
            'queued', at, not_after, 0, key_id, sealed, message_id, at, 'repeat' \
            from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::uuid[], $7::text[], \
            $8::text[], $9::bytea[], $10::timestamptz[], $11::timestamptz[], $12::integer[], $13::bytea[], $14::text[]) \
            as row (id, instance_id, revision, stay_state, stay_revision, link_id, kind, target, person_key, at, \
            not_after, key_id, sealed, message_id)
            """)
    /// Sets *sending*, owner and lease before the first byte; an expired lease is found by the same query.
    ///
    /// `$5` are domains that are left out, with a blank between each two.
    static let claim = Statement(
        "outbox.claim",
        sqlite: """
            update outbox set stage = 'sending', lease_owner = ?3, lease_until = ?4, next_at = ?4, \
            attempts = attempts + 1 \
            where id in (select id from outbox where stage <> 'dead' and next_at <= ?1 \
            and (?5 = '' or instr(' ' || ?5 || ' ', ' ' || coalesce(substr(target, instr(target, '@') + 1), '') || ' ') = 0) \
            order by next_at limit ?2) \
            returning \(claimedColumns), (select ended from link where id = outbox.link_id), \
            (select stays from instance where id = outbox.instance_id and outbox.stay_state is not null), person_key, \
            (select reply from refused_address where person_key = outbox.person_key)
            """,
        postgres: """
            update outbox o set stage = 'sending', lease_owner = $3, lease_until = $4, next_at = $4, \
            attempts = attempts + 1 \
            where ctid = any(array(select ctid from outbox where stage <> 'dead' and next_at <= $1 \
            and ($5 = '' or coalesce(split_part(target, '@', 2), '') <> all (string_to_array($5, ' '))) \
            order by next_at limit $2 for update skip locked)) \
            returning \(claimedColumns), (select ended from link where id = o.link_id), \
            (select stays from instance where id = o.instance_id and o.stay_state is not null), person_key, \
            (select reply from refused_address where person_key = o.person_key)
            """)
    private static let claimedColumns = """
        id, instance_id, stay_state, stay_revision, channel, target, not_after, attempts, key_id, sealed, message_id, \
        made_at, policy
        """
    /// Moves a claimed row to `sent`, which says what became of it; SQLite takes it away by ``remove``.
    ///
    /// Guarded by the owner: a frozen worker's late mark changes nothing.
    static let finish = Statement(
        "outbox.finish",
        sqlite: """
            insert into sent (outbox_id, instance_id, revision, kind, target, person_key, message_id, outcome, at, \
            attempts, reply) select id, instance_id, revision, kind, target, person_key, message_id, ?3, ?4, attempts, \
            ?5 from outbox where id = ?1 and lease_owner = ?2
            """,
        postgres: """
            with gone as (delete from outbox where id = $1 and lease_owner = $2 returning *) \
            insert into sent (outbox_id, instance_id, revision, kind, target, person_key, message_id, outcome, at, \
            attempts, reply) \
            select id, instance_id, revision, kind, target, person_key, message_id, $3, $4, attempts, $5 from gone
            """,
        many: """
            with gone as (delete from outbox o \
            using unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) \
            as f (id, owner, outcome, at, reply) \
            where o.id = f.id and o.lease_owner = f.owner returning o.id, instance_id, revision, kind, target, \
            person_key, message_id, f.outcome, f.at, attempts, f.reply) \
            insert into sent (outbox_id, instance_id, revision, kind, target, person_key, message_id, outcome, at, \
            attempts, reply) select * from gone
            """)
    /// Takes away what ``finish`` has copied.
    static let remove = Statement("outbox.remove", "delete from outbox where id = $1 and lease_owner = $2")
    static let recordSent = Statement(
        "sent.insert",
        """
        insert into sent (outbox_id, instance_id, revision, kind, target, person_key, message_id, outcome, at, \
        attempts) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        many: """
            insert into sent (outbox_id, instance_id, revision, kind, target, person_key, message_id, outcome, at, \
            attempts) select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], \
            $7::text[], $8::text[], $9::timestamptz[], $10::integer[])
            """)
    static let retry = Statement(
        "outbox.retry",
        """
        update outbox set stage = 'queued', lease_owner = null, lease_until = null, next_at = $3, last_reply = $4 \
        where id = $1 and lease_owner = $2
        """,
        many: """
            update outbox o set stage = 'queued', lease_owner = null, lease_until = null, next_at = f.at, \
            last_reply = f.reply \
            from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) as f (id, owner, at, reply) \
            where o.id = f.id and o.lease_owner = f.owner
            """)
    /// As if it had not been claimed: no byte was sent.
    static let release = Statement(
        "outbox.release",
        """
        update outbox set stage = 'queued', lease_owner = null, lease_until = null, next_at = $3, \
        attempts = attempts - 1 where id = $1 and lease_owner = $2
        """,
        many: """
            update outbox o set stage = 'queued', lease_owner = null, lease_until = null, next_at = f.at, \
            attempts = attempts - 1 \
            from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as f (id, owner, at) \
            where o.id = f.id and o.lease_owner = f.owner
            """)
    /// The same with why: the way out was blocked, for this message as for all.
    static let putBack = Statement(
        "outbox.putBack",
        """
        update outbox set stage = 'queued', lease_owner = null, lease_until = null, next_at = $3, \
        attempts = attempts - 1, last_reply = $4 where id = $1 and lease_owner = $2
        """,
        many: """
            update outbox o set stage = 'queued', lease_owner = null, lease_until = null, next_at = f.at, \
            attempts = attempts - 1, last_reply = f.reply \
            from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) as f (id, owner, at, reply) \
            where o.id = f.id and o.lease_owner = f.owner
            """)
    static let bury = Statement(
        "outbox.bury",
        """
        update outbox set stage = 'dead', lease_owner = null, lease_until = null, last_reply = $3 \
        where id = $1 and lease_owner = $2
        """)
    /// What a transition may still take back.
    ///
    /// Held until its commit, so that no worker claims what it takes back; a row that a worker is claiming is on its way.
    static let queuedOfInstance = Statement(
        "outbox.queuedOfInstance",
        sqlite: "select \(queuedColumns) from outbox where instance_id = ?1 and stage = 'queued'",
        postgres: """
            select \(queuedColumns) from outbox where instance_id = $1 and stage = 'queued' \
            for no key update skip locked
            """,
        many: """
            select asked.n, o.* from unnest($1::uuid[]) with ordinality as asked (id, n), lateral ( \
            select \(queuedColumns) from outbox where instance_id = asked.id and stage = 'queued' \
            offset 0 for no key update skip locked) o
            """)
    private static let queuedColumns = "id, revision, kind, target, person_key, message_id, attempts"
    static let supersede = Statement(
        "outbox.supersede", "delete from outbox where id = $1", many: "delete from outbox where id = any($1::uuid[])")
    static let ofInstance = Statement(
        "mail.ofInstance",
        """
        select kind, target, made_at, stage from outbox where instance_id = $1 union all \
        select kind, target, at, outcome from sent where instance_id = $1 order by 3 desc
        """)
    /// The mails of an instance that count: what left, what was refused for good, and what is to leave; newest first.
    static let newestOfInstance = Statement(
        "mail.newestOfInstance",
        """
        select kind, person_key, made_at, stage, last_reply, revision from outbox where instance_id = $1 union all \
        select kind, person_key, at, outcome, reply, revision from sent where instance_id = $1 \
        and outcome in ('sent', 'undeliverable') order by 6 desc, 3 desc
        """)
    static let all = [
        insert, claim, finish, remove, recordSent, retry, release, putBack, bury, queuedOfInstance, supersede,
        ofInstance, newestOfInstance,
    ]

    static func claim(
        limit: Int, without domains: [String], owner: String, lease: Timestamp, now: Timestamp,
        in tx: borrowing Transaction
    ) throws -> [OutboxRow] {
        try tx.rows(
            claim, now.sql, .integer(limit), .text(owner), lease.sql, .text(domains.joined(separator: " "))
        ).map { row in
            OutboxRow(
                id: try row.text(0), instance: try row.optionalText(1).map(InstanceID.init),
                stayState: try row.optionalText(2), stayRevision: try row.optionalInteger(3), channel: try row.text(4),
                target: try row.optionalText(5), notAfter: try row.optionalTimestamp(6), attempts: try row.integer(7),
                keyID: try row.optionalInteger(8), sealed: try row.optionalBytes(9), messageID: try row.text(10),
                madeAt: try row.timestamp(11), policy: try row.text(12), linkEnded: try row.optionalText(13),
                stays: try row.optionalText(14), personKey: try row.optionalBytes(15),
                refusal: try row.optionalText(16))
        }.sorted { ($0.madeAt, $0.id) < ($1.madeAt, $1.id) }
    }

    /// Moves a claimed row to `sent`.
    /// - Parameter reply: what a server said that refused it for good.
    static func finish(
        _ id: String, as outcome: String, reply: String?, owner: String, now: Timestamp, on kind: StoreKind,
        in tx: borrowing Transaction
    ) {
        tx.write(finish, .text(id), .text(owner), .text(outcome), now.sql, .text(orNull: reply))
        if kind == .sqlite { tx.write(remove, .text(id), .text(owner)) }
    }

    static func queued(of id: InstanceID, in tx: borrowing Transaction) throws -> [QueuedMail] {
        try tx.rows(queuedOfInstance, .text(id.text)).map { row in
            QueuedMail(
                id: try row.text(0), revision: try row.optionalInteger(1), kind: try row.text(2),
                target: try row.optionalText(3), personKey: try row.optionalBytes(4), messageID: try row.text(5),
                attempts: try row.integer(6))
        }
    }

    /// Takes a queued message back: its row moves to `sent`, where it says so.
    static func supersede(
        _ mail: QueuedMail, of id: InstanceID, now: Timestamp, in tx: borrowing Transaction
    ) {
        tx.write(supersede, .text(mail.id))
        tx.write(
            recordSent, .text(mail.id), .text(id.text), .integer(orNull: mail.revision), .text(mail.kind),
            .text(orNull: mail.target), .bytes(orNull: mail.personKey), .text(mail.messageID), .text("superseded"),
            now.sql, .integer(mail.attempts))
    }
}
