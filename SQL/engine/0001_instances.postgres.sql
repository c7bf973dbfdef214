-- The engine's tables: one row per instance, one appended history row per transition, and small tables whose rows go
-- away when what they stand for is done (timer, user_task, link, outbox). All of a transition is written in one commit.
--
-- Lifecycle: a start inserts `instance` and its first `history`; each command moves `instance.revision` from r to r + n
-- and appends n entries; a final state deletes timers and tasks and ends links. An outbox row moves to `sent` when its
-- message was handed over. Times are whole microseconds and always come as parameters.
--
-- What only grows (history, history_data, sent, security_event) is kept by month, so that a month can go whole. Months
-- are made ahead by `make_month`; there is no default partition, because it would hide a missing one and block its making.
-- No foreign keys lead to `instance`: each would cost a lock and a look-up per row; the checker finds orphans.
-- `instance` is in no index but its key, and pages keep room, so that an update stays on its page.

do $$ begin
    if to_regnamespace('genkan') is null then
        create schema genkan;
    end if;
end $$;
set local search_path = genkan;

create table definition (
    id integer primary key,
    workflow text collate "C" not null,
    version integer not null,
    hash bytea not null unique,             -- of the canonical form: titles and comments do not count
    source text not null,                   -- the file as last read with this hash
    format integer not null,
    stored_at timestamptz not null,
    constraint a_version_has_one_hash unique (workflow, version)
);

create table workflow (                     -- what a start takes
    name text collate "C" primary key,
    definition_id integer not null references definition (id),
    deployed_at timestamptz not null,
    deployed_by text not null
);

-- What stays as it is stands first and last: an update's log leaves out the bytes that the old and the new row begin and
-- end with, and most of a context stays as it is.
create table instance (
    id uuid primary key,
    definition_id integer not null,
    is_final boolean not null,
    created_at timestamptz not null,
    revision bigint not null,
    changed_revision bigint not null,
    updated_at timestamptz not null,
    head_hash bytea not null,
    state text collate "C" not null,        -- sorted leaves, joined by a space
    stays text not null,                    -- {active state or ancestor: revision of its entry}
    stuck text,
    context text not null,
    constraint revisions_are_ordered check (changed_revision <= revision)
) with (fillfactor = 70);

create table history (
    instance_id uuid not null,
    revision bigint not null,
    at timestamptz not null,
    entry text not null,
    hash bytea not null,
    writer_xid bigint not null default pg_current_xact_id()::text::bigint,
    primary key (instance_id, revision, at)
) partition by range (at);
-- for the seal pass, which asks for what lies between two horizons
create index history_sealing on history using brin (writer_xid);

create table history_data (                 -- salts and personal values, apart from the chain so that they can be erased
    instance_id uuid not null,
    revision bigint not null,
    at timestamptz not null,
    fields text not null,
    primary key (instance_id, revision, at)
) partition by range (at);

create function history_is_not_edited() returns trigger language plpgsql as $$
begin
    raise exception 'history_is_not_edited' using errcode = 'integrity_constraint_violation';
end $$;
create trigger history_is_not_edited before update on history
    for each row execute function history_is_not_edited();

create function history_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'history_is_kept' using errcode = 'integrity_constraint_violation';
end $$;
create trigger history_is_kept before delete on history
    for each row execute function history_is_kept();

create table timer (
    instance_id uuid not null,
    name text collate "C" not null,         -- state.timer#n
    due_at timestamptz not null,
    armed_revision bigint not null,
    primary key (instance_id, name)
) with (fillfactor = 70);
-- for timer.dueInstances
create index timer_due on timer (due_at);

create table user_task (
    instance_id uuid not null,
    name text collate "C" not null,         -- state.role#n
    opened_at timestamptz not null,
    opened_revision bigint not null,
    role text not null,
    person_key bytea,
    group_key text collate "C",
    due_at timestamptz,
    primary key (instance_id, name)
);
-- for task.ofPerson
create index task_of_person on user_task (person_key) where person_key is not null;
-- for task.ofGroup
create index task_of_group on user_task (group_key, due_at) where group_key is not null;

create table listing (
    instance_id uuid primary key,
    workflow text collate "C" not null,
    state text collate "C" not null,
    opened_at timestamptz not null
);
-- for listing.page
create index listing_by_state on listing (workflow, state, instance_id);

create table link (
    id uuid primary key,
    secret_hash bytea not null unique,
    instance_id uuid not null,
    stay_state text collate "C" not null,
    stay_revision bigint not null,
    role text not null,
    person_key bytea,
    target text,                            -- the bound address
    made_revision bigint not null,
    expires_at timestamptz,
    ended text,
    ended_revision bigint,
    ended_at timestamptz
);
-- for link.endStay, link.endOfPerson and link.extend
create index link_of_instance on link (instance_id);

create table outbox (
    id uuid primary key,
    instance_id uuid,
    revision bigint,
    stay_state text collate "C",
    stay_revision bigint,
    link_id uuid,
    kind text not null,
    channel text not null,
    target text,
    person_key bytea,
    stage text collate "C" not null check (stage in ('queued', 'sending', 'dead')),
    next_at timestamptz not null,
    not_after timestamptz,
    attempts integer not null,
    lease_owner text collate "C",
    lease_until timestamptz,
    key_id integer,
    sealed bytea,
    message_id text not null,
    made_at timestamptz not null,
    last_reply text,
    policy text not null,
    constraint sending_has_a_lease check ((stage = 'sending') = (lease_until is not null))
) with (fillfactor = 70);
-- for outbox.claim
create index outbox_due on outbox (next_at) where stage <> 'dead';
-- for outbox.supersede and mail.ofInstance
create index outbox_of_instance on outbox (instance_id);

create table sent (
    outbox_id uuid not null,
    instance_id uuid,
    revision bigint,
    kind text not null,
    target text,
    person_key bytea,
    message_id text not null,
    outcome text collate "C" not null check (outcome in ('sent', 'superseded', 'expired', 'undeliverable')),
    at timestamptz not null,
    attempts integer not null,
    primary key (outbox_id, at)
) partition by range (at);
-- for mail.ofInstance
create index sent_of_instance on sent (instance_id);

create table receipt (
    scope bytea primary key,
    fingerprint bytea not null,
    kind text collate "C" not null check (kind in ('done', 'refused', 'fence')),
    instance_id uuid,
    revision bigint,
    status integer not null,
    answer text,
    made_at timestamptz not null
);
-- for receipt.removeOld
create index receipt_age on receipt using brin (made_at);

create table open_key (                     -- a definition's `key`: made by the start, gone at the end
    workflow text collate "C" not null,
    value text collate "C" not null,
    instance_id uuid not null,
    primary key (workflow, value)
);
-- for open_key.release
create index open_key_of_instance on open_key (instance_id);

create table mention (                      -- who stands in which instance; whoever acted may always look
    person_key bytea not null,
    instance_id uuid not null,
    has_acted boolean not null,
    primary key (person_key, instance_id)
);

create table seal_key (
    id integer primary key,
    check_value bytea not null,
    first_seen_at timestamptz not null
);

create table security_event (               -- refusals and sign-in events; never in a history
    id uuid not null,
    at timestamptz not null,
    code text not null,
    caller_key bytea,
    instance_id uuid,
    data text not null,
    primary key (id, at)
) partition by range (at);
-- for security.recent
create index security_event_at on security_event (at);

-- A write that must touch as many rows as it names ends in this: any other number ends the transaction with GK001.
create function must_be(actual bigint, expected bigint) returns bigint language plpgsql as $$
begin
    if actual is distinct from expected then
        raise exception 'wrote % rows where % were due', actual, expected using errcode = 'GK001';
    end if;
    return actual;
end $$;

-- Takes from everybody but the owner what they may do with a table: all of it, or all but reading and adding.
create function withhold(target regclass, rights text) returns void language plpgsql as $$
declare
    somebody oid;
begin
    for somebody in
        select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
        where c.oid = target and a.grantee not in (0, c.relowner)
    loop
        execute format('revoke %s on %s from %s', rights, target, somebody::regrole);
    end loop;
end $$;
revoke execute on function withhold(regclass, text) from public;

-- Makes the month that `moment` lies in, in UTC: history_2026_11 and its like. Says how many of the four it made.
-- Idempotent, also when two call it at once. A table is attached rather than made as a partition, because attaching
-- lets writers of other months go on. Nobody but the owner reaches a partition by its name.
create function make_month(moment timestamptz) returns integer
language plpgsql security definer set search_path = genkan, pg_temp set timezone = 'UTC' as $$
declare
    first timestamptz := date_trunc('month', moment);
    following timestamptz := first + interval '1 month';
    parent text;
    child text;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(113685341888878);
    foreach parent in array array['history', 'history_data', 'sent', 'security_event'] loop
        child := parent || to_char(first, '_YYYY_MM');
        continue when to_regclass(child) is not null;
        execute format('create table %I (like %I including defaults including constraints)', child, parent);
        perform withhold(child::regclass, 'all');
        execute format('alter table %I attach partition %I for values from (%L) to (%L)',
            parent, child, first, following);
        made := made + 1;
    end loop;
    return made;
end $$;

-- Whether everything of the month that `moment` lies in can be written.
create function has_month(moment timestamptz) returns boolean
language sql stable security definer set search_path = genkan, pg_temp set timezone = 'UTC' as $$
    select count(*) = 4 from unnest(array['history', 'history_data', 'sent', 'security_event']) parent
    where to_regclass(parent || to_char(date_trunc('month', moment), '_YYYY_MM')) is not null
$$;

-- Partitions are analysed by themselves, their parents only on demand; plans over several months need those.
create function analyze_months() returns integer
language plpgsql security definer set search_path = genkan, pg_temp as $$
begin
    analyze history, history_data, sent, security_event;
    return 4;
end $$;

revoke execute on function make_month(timestamptz), has_month(timestamptz), analyze_months() from public;

-- The application's role may have been made before (scripts/postgres-roles.sql) or not at all.
do $$ begin
    perform withhold('history', 'update, delete, truncate');
    perform withhold('history_data', 'update, delete, truncate');
    perform withhold(to_regclass('schema_migration'), 'insert, update, delete, truncate');
    if to_regrole('genkan_app') is not null then
        grant execute on function make_month(timestamptz), has_month(timestamptz), analyze_months() to genkan_app;
    end if;
end $$;
