import Statecharts
import Storage

/// The questions of `commit.md` 14 as far as SQL can ask them: each names rows where an invariant does not hold, by what they
/// belong to and in words.
///
/// ``sliced`` ask about instances behind `$1` up to `$2`, and keep to that range in every table, so that a slice costs the
/// same in a store of any size.
enum CheckTable {
    /// One invariant, or one side of it.
    struct Question {
        let invariant: Invariant
        let statement: Statement
        /// How long something may take before it counts: the statement's last parameter is the time before which.
        var patience: Span?

        init(_ invariant: Invariant, _ statement: Statement, patience: Span? = nil) {
            self.invariant = invariant
            self.statement = statement
            self.patience = patience
        }
    }

    static let sliced = [
        Question(.wholeHistory, wholeHistory), Question(.singleEntry, singleEntry), Question(.headHash, headHash),
        Question(.checkpoint, checkpoint), Question(.finalIsEmpty, finalIsEmpty), Question(.noOrphan, orphans),
        Question(.noOrphan, later), Question(.noOrphan, endedKeys), Question(.noOrphan, endedChildren),
        Question(.sentOnce, sentTwice), Question(.message, lateMessages, patience: .minutes(10)),
        Question(.message, unsentMessages), Question(.topic, unheard, patience: .minutes(1)),
        Question(.listing, listing), Question(.definition, instanceDefinition), Question(.time, fallingTimes),
        Question(.personalData, strayData),
    ]
    static let whole = [
        Question(.noOrphan, orphanMentions), Question(.oneMail, doubledProductMail),
        Question(.lease, claimedForEver, patience: .minutes(10)), Question(.lease, bodiless),
        Question(.sentOnce, productMailSentTwice), Question(.receipt, answerWithoutEntry),
        Question(.receipt, openFences, patience: .hours(1)), Question(.definition, deployedDefinition),
    ]
    static let all = sliced.map(\.statement) + whole.map(\.statement) + [waitingForNothing, child, arriving]

    static let wholeHistory = Statement(
        "check.wholeHistory",
        """
        select i.id, 'revision ' || cast(i.revision as text) || ', and ' || cast(count(h.revision) as text) || \
        ' entries from ' || coalesce(cast(min(h.revision) as text), 'none') || ' to ' \
        || coalesce(cast(max(h.revision) as text), 'none') \
        from instance i left join checkpoint c on c.instance_id = i.id \
        left join history h on h.instance_id = i.id and h.instance_id > $1 and h.instance_id <= $2 \
        where i.id > $1 and i.id <= $2 group by i.id, i.revision, c.revision \
        having count(h.revision) = 0 or max(h.revision) <> i.revision \
        or count(h.revision) <> max(h.revision) - min(h.revision) + 1 or min(h.revision) > coalesce(c.revision, 1)
        """)
    static let singleEntry = Statement(
        "check.singleEntry",
        """
        select instance_id, 'revision ' || cast(revision as text) || ' has ' || cast(count(*) as text) || ' entries' \
        from history where instance_id > $1 and instance_id <= $2 group by instance_id, revision having count(*) > 1
        """)
    static let headHash = Statement(
        "check.headHash",
        """
        select i.id, 'the head is not the hash of entry ' || cast(i.revision as text) from instance i \
        join history h on h.instance_id = i.id and h.revision = i.revision \
        and h.instance_id > $1 and h.instance_id <= $2 \
        where i.id > $1 and i.id <= $2 and h.hash <> i.head_hash
        """)
    /// The entry itself may be gone with those before it.
    static let checkpoint = Statement(
        "check.checkpoint",
        """
        select c.instance_id, 'the checkpoint is not entry ' || cast(c.revision as text) from checkpoint c \
        left join history h on h.instance_id = c.instance_id and h.revision = c.revision \
        and h.instance_id > $1 and h.instance_id <= $2 \
        where c.instance_id > $1 and c.instance_id <= $2 and (h.hash <> c.hash or h.entry <> c.entry or h.hash is null \
        and exists (select 1 from history e where e.instance_id = c.instance_id and e.revision < c.revision))
        """)
    static let fallingTimes = Statement(
        "check.fallingTimes",
        """
        select instance_id, 'entry ' || cast(revision as text) || ' is earlier than the one before it' from ( \
        select instance_id, revision, at, lag(at) over (partition by instance_id order by revision) as earlier \
        from history where instance_id > $1 and instance_id <= $2) pair where at < earlier
        """)
    static let strayData = Statement(
        "check.strayData",
        """
        select d.instance_id, 'personal values of entry ' || cast(d.revision as text) || ', which is not there' \
        from history_data d left join history h on h.instance_id = d.instance_id and h.revision = d.revision \
        and h.at = d.at and h.instance_id > $1 and h.instance_id <= $2 \
        where d.instance_id > $1 and d.instance_id <= $2 and h.revision is null
        """)

    /// Who of these is lost follows from the definition's *standing* states, and from ``child`` and ``arriving``.
    static let waitingForNothing = Statement(
        "check.waitingForNothing",
        """
        select i.id, i.state from instance i where i.id > $1 and i.id <= $2 and not i.is_final and i.stuck is null \
        and not exists (select 1 from user_task t where t.instance_id = i.id) \
        and not exists (select 1 from timer t where t.instance_id = i.id) \
        and not exists (select 1 from subscription s where s.instance_id = i.id)
        """)
    static let child = Statement(
        "check.child",
        """
        select 1 from child c join instance i on i.id = c.instance_id where c.parent_id = $1 and not i.is_final limit 1
        """)
    static let arriving = Statement("check.arriving", "select 1 from message where to_id = $1 or from_id = $1 limit 1")
    static let finalIsEmpty = Statement(
        "check.finalIsEmpty",
        """
        select i.id, x.what || ' is left of what has ended' from instance i join ( \
        select instance_id, 'timer ' || name as what from timer where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'task ' || name from user_task where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'subscription ' || topic from subscription \
        where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'link ' || cast(id as text) from link \
        where instance_id > $1 and instance_id <= $2 and ended is null) x on x.instance_id = i.id \
        where i.id > $1 and i.id <= $2 and i.is_final
        """)
    static let orphans = Statement(
        "check.orphans",
        """
        select x.instance_id, x.what || ' of no instance' from ( \
        select instance_id, 'timer ' || name as what from timer where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'task ' || name from user_task where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'link ' || cast(id as text) from link \
        where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'listing' from listing where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'subscription ' || topic from subscription \
        where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'key ' || workflow from open_key where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'checkpoint' from checkpoint where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'history' from history where instance_id > $1 and instance_id <= $2 \
        group by instance_id) x left join instance i on i.id = x.instance_id and i.id > $1 and i.id <= $2 \
        where i.id is null
        """)
    static let later = Statement(
        "check.later",
        """
        select x.instance_id, x.what || ' is of a revision to come' from ( \
        select instance_id, 'timer ' || name as what, armed_revision as revision from timer \
        where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'task ' || name, opened_revision from user_task \
        where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, 'link ' || cast(id as text), made_revision from link \
        where instance_id > $1 and instance_id <= $2) x join instance i on i.id = x.instance_id \
        and i.id > $1 and i.id <= $2 where x.revision > i.revision
        """)
    static let endedKeys = Statement(
        "check.endedKeys",
        """
        select k.instance_id, 'still holds its key in ' || k.workflow from open_key k join instance i \
        on i.id = k.instance_id where k.instance_id > $1 and k.instance_id <= $2 and i.is_final
        """)
    static let endedChildren = Statement(
        "check.endedChildren",
        """
        select c.instance_id, case when i.id is null then 'the end of no instance is awaited' \
        else 'has ended, and nobody was told who waits for it' end from child c left join instance i \
        on i.id = c.instance_id where c.instance_id > $1 and c.instance_id <= $2 and (i.id is null or i.is_final)
        """)
    static let orphanMentions = Statement(
        "check.orphanMentions",
        """
        select m.instance_id, 'mention of no instance' from mention m \
        where not exists (select 1 from instance i where i.id = m.instance_id) limit 1000
        """)
    static let listing = Statement(
        "check.listing",
        """
        select i.id, case when l.instance_id is null then 'is in no list' else 'is listed as ' || l.workflow || ' in ' \
        || l.state || ', and is ' || d.workflow || ' in ' || i.state end from instance i \
        join definition d on d.id = i.definition_id \
        left join listing l on l.instance_id = i.id and l.instance_id > $1 and l.instance_id <= $2 \
        where i.id > $1 and i.id <= $2 and (l.instance_id is null and not i.is_final \
        or l.state <> i.state or l.workflow <> d.workflow)
        """)

    static let claimedForEver = Statement(
        "check.claimedForEver",
        """
        select instance_id, 'mail ' || cast(id as text) || ' was claimed, and the lease ran out long ago' from outbox \
        where stage = 'sending' and lease_until < $1 limit 1000
        """)
    static let bodiless = Statement(
        "check.bodiless",
        """
        select instance_id, 'mail ' || cast(id as text) || ' waits without a body' from outbox \
        where sealed is null and stage <> 'dead' limit 1000
        """)
    static let sentTwice = Statement(
        "check.sentTwice",
        """
        select instance_id, 'mail ' || cast(outbox_id as text) || ' was marked as sent twice' from sent \
        where instance_id > $1 and instance_id <= $2 and outcome = 'sent' group by instance_id, outbox_id \
        having count(*) > 1
        """)
    static let productMailSentTwice = Statement(
        "check.productMailSentTwice",
        """
        select null, 'mail ' || cast(outbox_id as text) || ' was marked as sent twice' from sent \
        where instance_id is null and outcome = 'sent' group by outbox_id having count(*) > 1 limit 1000
        """)
    static let doubledProductMail = Statement(
        "check.doubledProductMail",
        """
        select null, 'mail ' || cast(o.id as text) || ' both waits and was sent' from outbox o \
        join sent s on s.outbox_id = o.id where o.instance_id is null limit 1000
        """)
    /// The first of its sender and receiver: those behind it wait for that one.
    static let lateMessages = Statement(
        "check.lateMessages",
        """
        select m.from_id, 'message ' || m.event || ' to ' || cast(m.to_id as text) || ' is not handed on' \
        from message m where m.from_id > $1 and m.from_id <= $2 and m.next_at < $3 and not exists ( \
        select 1 from message e where e.from_id = m.from_id and e.to_id = m.to_id \
        and (e.from_revision, e.ordinal) < (m.from_revision, m.ordinal))
        """)
    static let unsentMessages = Statement(
        "check.unsentMessages",
        """
        select m.from_id, 'message ' || m.event || ' of entry ' || cast(m.from_revision as text) \
        || ', which is not there' from message m where m.from_id > $1 and m.from_id <= $2 \
        and not exists (select 1 from history h where h.instance_id = m.from_id and h.revision = m.from_revision) \
        and not exists (select 1 from checkpoint c where c.instance_id = m.from_id and c.revision > m.from_revision)
        """)
    /// What waits for an instance that was set aside waits for whoever mends it.
    static let unheard = Statement(
        "check.unheard",
        """
        select s.instance_id, 'waits for ' || s.topic || ', and has not heard publication ' \
        || cast(s.seen_seq + 1 as text) from subscription s join topic t on t.topic = s.topic and t.key = s.key \
        join instance i on i.id = s.instance_id where s.instance_id > $1 and s.instance_id <= $2 \
        and i.stuck is null and s.seen_seq < t.seq and exists (select 1 from publication p where p.topic = s.topic \
        and p.key = s.key and p.seq > s.seen_seq and p.at < $3)
        """)

    static let answerWithoutEntry = Statement(
        "check.answerWithoutEntry",
        """
        select r.instance_id, 'a stored answer names entry ' || coalesce(cast(r.revision as text), 'none') \
        || ', which is not there' from receipt r where r.kind = 'done' and not exists (select 1 from history h \
        where h.instance_id = r.instance_id and h.revision = r.revision) and not exists (select 1 from checkpoint c \
        where c.instance_id = r.instance_id and c.revision > r.revision) limit 1000
        """)
    static let openFences = Statement(
        "check.openFences",
        """
        select instance_id, 'a question about the outcome of a start stays open' from receipt \
        where kind = 'fence' and made_at < $1 limit 1000
        """)
    static let instanceDefinition = Statement(
        "check.instanceDefinition",
        """
        select i.id, 'lives by definition ' || cast(i.definition_id as text) || ', which is not there' from instance i \
        where i.id > $1 and i.id <= $2 and not exists (select 1 from definition d where d.id = i.definition_id)
        """)
    static let deployedDefinition = Statement(
        "check.deployedDefinition",
        """
        select null, 'starts of ' || w.name || ' take definition ' || cast(w.definition_id as text) \
        || ', which is not there' from workflow w \
        where not exists (select 1 from definition d where d.id = w.definition_id and d.workflow = w.name)
        """)
}
