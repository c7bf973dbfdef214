import Statecharts
import Storage
import TestKit

@testable import Engine

/// One planted bug: which rows are changed behind the engine's back, and which invariant the checker has to name.
struct Damage: Sendable {
    /// What is done to a victim.
    enum Victim: Sendable {
        /// An approval that waits, three entries old, with its task, timers, link and mail.
        case waiting
        /// One that ended.
        case approved
        /// Somebody who waits for a door.
        case listener
        /// No instance: the store's own.
        case store
    }

    let invariant: Invariant
    let name: String
    let victim: Victim
    /// `$ID` is the victim, `$OTHER` another one, `$NOW` and `$OLD` two moments, `$BYTES` 32 bytes.
    let scripts: [String]
    var stores = TestStore.allCases

    init(_ invariant: Invariant, _ name: String, _ victim: Victim = .waiting, _ scripts: String...) {
        self.invariant = invariant
        self.name = name
        self.victim = victim
        self.scripts = scripts
    }

    var label: String { "\(invariant.rawValue) \(name)" }

    /// The same on one store only: the other's keys leave no room for it.
    func only(_ store: TestStore) -> Damage {
        var damage = self
        damage.stores = [store]
        return damage
    }

    /// Times are numbers on one store and moments on the other, bytes and truths are written otherwise.
    static func sql(_ script: String, id: String, other: String, now: Timestamp, on store: TestStore) -> String {
        func time(_ moment: Timestamp) -> String {
            store == .sqlite
                ? "\(moment.microseconds)"
                : "(timestamptz 'epoch' + \(moment.microseconds) * interval '1 microsecond')"
        }
        let bytes = String(repeating: "07", count: 32)
        return
            script
            .replacing("$ID", with: "'\(id)'").replacing("$OTHER", with: "'\(other)'")
            .replacing("$NOW", with: time(now)).replacing("$OLD", with: time(now.adding(.hours(-3))))
            .replacing("$FAR", with: time(now.adding(.days(60))))
            .replacing("$NEW", with: "'018f9e2a-7c00-7000-8000-00000000dead'")
            .replacing("$BYTES", with: store == .sqlite ? "x'\(bytes)'" : "'\\x\(bytes)'::bytea")
            .replacing("$TRUE", with: store == .sqlite ? "1" : "true")
            .replacing("$FALSE", with: store == .sqlite ? "0" : "false")
    }

    private static let mailColumns = "instance_id, revision, kind, target, person_key, message_id"

    static let all: [Damage] = [
        Damage(
            .wholeHistory, "skipped entry", .waiting, "delete from history where instance_id = $ID and revision = 2"),
        Damage(
            .wholeHistory, "wrong revision", .waiting, "update instance set revision = 9 where id = $ID"),
        Damage(
            .singleEntry, "entry twice", .waiting,
            """
            insert into history (instance_id, revision, at, entry, hash)
            select instance_id, revision, $FAR, entry, hash from history where instance_id = $ID and revision = 3
            """
        ).only(.postgres),
        Damage(.headHash, "wrong head", .waiting, "update instance set head_hash = $BYTES where id = $ID"),
        Damage(
            .checkpoint, "foreign checkpoint", .waiting,
            """
            insert into checkpoint (instance_id, revision, previous_hash, hash, entry, fields)
            select instance_id, revision, $BYTES, $BYTES, entry, '[]' from history
            where instance_id = $ID and revision = 1
            """),
        Damage(
            .nobodyLost, "nothing that it waits for", .waiting, "delete from timer where instance_id = $ID",
            "delete from user_task where instance_id = $ID"),
        Damage(
            .finalIsEmpty, "task of an ended one", .approved,
            """
            insert into user_task (instance_id, name, opened_at, opened_revision, role)
            values ($ID, 'waiting.approver#1', $NOW, 1, 'approver')
            """),
        Damage(
            .finalIsEmpty, "link that still opens", .approved,
            "update link set ended = null, ended_revision = null, ended_at = null where instance_id = $ID"),
        Damage(
            .noOrphan, "timer of a revision to come", .waiting,
            "update timer set armed_revision = 99 where instance_id = $ID"),
        Damage(
            .ownStay, "timer of another state", .waiting,
            """
            insert into timer (instance_id, name, due_at, armed_revision, workflow)
            values ($ID, 'elsewhere.ring#1', $FAR, 1, 'approval')
            """),
        Damage(
            .oneMail, "doubled mail", .waiting,
            """
            insert into sent (outbox_id, \(mailColumns), outcome, at, attempts)
            select id, \(mailColumns), 'sent', $NOW, 1 from outbox where instance_id = $ID
            """),
        Damage(.oneMail, "lost mail", .waiting, "delete from outbox where instance_id = $ID"),
        Damage(
            .oneMail, "mail that nobody asked for", .waiting,
            """
            insert into outbox (id, instance_id, revision, kind, channel, target, stage, next_at, attempts, key_id,
                sealed, message_id, made_at, policy)
            values ($NEW, $ID, 1, 'reminder', 'mail', 'x@one.example', 'queued', $FAR, 0, 1, $BYTES, 'm@x', $NOW,
                'repeat')
            """),
        Damage(
            .lease, "claimed for ever", .waiting,
            """
            update outbox set stage = 'sending', lease_owner = 'gone', lease_until = $OLD, next_at = $OLD
            where instance_id = $ID
            """),
        Damage(.lease, "mail without a body", .waiting, "update outbox set sealed = null where instance_id = $ID"),
        Damage(
            .sentOnce, "sent twice", .waiting,
            """
            insert into sent (outbox_id, \(mailColumns), outcome, at, attempts)
            select id, \(mailColumns), 'sent', t.at, 1 from outbox, (values ($NOW), ($FAR)) as t (at)
            where instance_id = $ID
            """
        ).only(.postgres),
        Damage(
            .receipt, "answer without an entry", .waiting,
            """
            insert into receipt (scope, fingerprint, kind, instance_id, revision, status, made_at)
            values ($BYTES, $BYTES, 'done', $ID, 42, 200, $NOW)
            """),
        Damage(
            .receipt, "fence left", .waiting,
            """
            insert into receipt (scope, fingerprint, kind, instance_id, status, made_at)
            select head_hash, $BYTES, 'fence', $ID, 503, $OLD from instance where id = $ID
            """),
        Damage(
            .message, "message without an entry", .waiting,
            """
            insert into message (from_id, from_revision, ordinal, to_id, event, data, next_at, attempts)
            values ($ID, 42, 0, $OTHER, 'touch', '{}', $NOW, 0)
            """),
        Damage(
            .message, "message that nobody hands on", .waiting,
            """
            insert into message (from_id, from_revision, ordinal, to_id, event, data, next_at, attempts)
            values ($ID, 1, 0, $OTHER, 'touch', '{}', $OLD, 0)
            """),
        Damage(
            .topic, "topic not heard", .listener,
            "insert into topic (topic, key, seq) select topic, key, 1 from subscription where instance_id = $ID",
            """
            insert into publication (topic, key, seq, from_id, from_revision, data, at, is_pending)
            select topic, key, 1, $OTHER, 1, '{"width":1}', $OLD, $FALSE from subscription where instance_id = $ID
            """),
        Damage(
            .listing, "listed in an old state", .waiting,
            "update listing set state = 'approved' where instance_id = $ID"),
        Damage(.listing, "in no list", .waiting, "delete from listing where instance_id = $ID"),
        Damage(
            .definition, "definition of other bytes", .store,
            "update definition set source = replace(source, 'standing: [rest]', 'standing: [open, rest]') where workflow = 'porter'"
        ),
        Damage(
            .definition, "definition that is not there", .waiting,
            "update instance set definition_id = 77 where id = $ID"),
        Damage(
            .time, "time that falls", .waiting,
            "update history set at = $OLD where instance_id = $ID and revision = 3"),
        Damage(.personalData, "personal values gone", .waiting, "delete from history_data where instance_id = $ID"),
        Damage(
            .personalData, "personal values of no entry", .waiting,
            "insert into history_data (instance_id, revision, at, fields) values ($ID, 42, $NOW, '[]')"),
        Damage(
            .replay, "lost timer", .waiting,
            "delete from timer where instance_id = $ID and name = 'waiting.remind#3'"),
        Damage(.replay, "lost link", .waiting, "delete from link where instance_id = $ID"),
        Damage(
            .replay, "edited context", .waiting,
            "update instance set context = replace(context, '\"count\":2', '\"count\":3') where id = $ID"),
        Damage(.replay, "edited end", .approved, "update instance set is_final = $FALSE where id = $ID"),
        Damage(
            .chain, "edited entry", .waiting,
            "update history set entry = replace(entry, '\"event\":\"touch\"', '\"event\":\"tough\"') where instance_id = $ID and revision = 2"
        ),
        Damage(
            .chain, "edited personal value", .waiting,
            "update history_data set fields = replace(fields, '@two.example', '@ten.example') where instance_id = $ID"),
        Damage(
            .chain, "entry of another instance", .waiting,
            """
            update history set entry = (select entry from history where instance_id = $OTHER and revision = 2),
                hash = (select hash from history where instance_id = $OTHER and revision = 2)
            where instance_id = $ID and revision = 2
            """),
    ]
}
