-- The engine's tables: one row per instance, one appended history row per transition, and small tables whose rows go
-- away when what they stand for is done (timer, user_task, link, outbox). All of a transition is written in one commit.
--
-- Lifecycle: a start inserts `instance` and its first `history`; each command moves `instance.revision` from r to r + n
-- and appends n entries; a final state deletes timers and tasks and ends links. An outbox row moves to `sent` when its
-- message was handed over. Times are microseconds since 1970 UTC and always come as parameters.

create table definition (
    id integer primary key,
    workflow text not null,
    version integer not null,
    hash blob not null unique,          -- of the canonical form: titles and comments do not count
    source text not null,               -- the file as last read with this hash
    format integer not null,
    stored_at integer not null,
    constraint a_version_has_one_hash unique (workflow, version)
) strict;

create table workflow (                 -- what a start takes
    name text primary key,
    definition_id integer not null references definition (id),
    deployed_at integer not null,
    deployed_by text not null
) strict, without rowid;

create table instance (
    id text primary key,
    definition_id integer not null,
    state text not null,                -- sorted leaves, joined by a space
    context text not null,
    revision integer not null,
    changed_revision integer not null,
    stays text not null,                -- {active state or ancestor: revision of its entry}
    head_hash blob not null,
    is_final integer not null,
    stuck text,
    created_at integer not null,
    updated_at integer not null,
    constraint revisions_are_ordered check (changed_revision <= revision)
) strict, without rowid;

create table history (
    instance_id text not null,
    revision integer not null,
    at integer not null,
    entry text not null,
    hash blob not null,
    primary key (instance_id, revision)
) strict, without rowid;

create table history_data (             -- salts and personal values, apart from the chain so that they can be erased
    instance_id text not null,
    revision integer not null,
    at integer not null,
    fields text not null,
    primary key (instance_id, revision)
) strict, without rowid;

create trigger history_is_not_edited before update on history begin
    select raise(abort, 'history_is_not_edited');
end;

create trigger history_is_kept before delete on history begin
    select raise(abort, 'history_is_kept');
end;

create table timer (
    instance_id text not null,
    name text not null,                 -- state.timer#n
    due_at integer not null,
    armed_revision integer not null,
    primary key (instance_id, name)
) strict, without rowid;
-- for timer.dueInstances
create index timer_due on timer (due_at);

create table user_task (
    instance_id text not null,
    name text not null,                 -- state.role#n
    opened_at integer not null,
    opened_revision integer not null,
    role text not null,
    person_key blob,
    group_key text,
    due_at integer,
    primary key (instance_id, name)
) strict, without rowid;
-- for task.ofPerson
create index task_of_person on user_task (person_key) where person_key is not null;
-- for task.ofGroup
create index task_of_group on user_task (group_key, due_at) where group_key is not null;

create table listing (
    instance_id text primary key,
    workflow text not null,
    state text not null,
    opened_at integer not null
) strict, without rowid;
-- for listing.page
create index listing_by_state on listing (workflow, state, instance_id);

create table link (
    id text primary key,
    secret_hash blob not null unique,
    instance_id text not null,
    stay_state text not null,
    stay_revision integer not null,
    role text not null,
    person_key blob,
    target text,                        -- the bound address
    made_revision integer not null,
    expires_at integer,
    ended text,
    ended_revision integer,
    ended_at integer
) strict, without rowid;
-- for link.endStay, link.endOfPerson and link.extend
create index link_of_instance on link (instance_id);

create table outbox (
    id text primary key,
    instance_id text,
    revision integer,
    stay_state text,
    stay_revision integer,
    link_id text,
    kind text not null,
    channel text not null,
    target text,
    person_key blob,
    stage text not null check (stage in ('queued', 'sending', 'dead')),
    next_at integer not null,
    not_after integer,
    attempts integer not null,
    lease_owner text,
    lease_until integer,
    key_id integer,
    sealed blob,
    message_id text not null,
    made_at integer not null,
    last_reply text,
    policy text not null,
    constraint sending_has_a_lease check ((stage = 'sending') = (lease_until is not null))
) strict, without rowid;
-- for outbox.claim
create index outbox_due on outbox (next_at) where stage <> 'dead';
-- for outbox.supersede and mail.ofInstance
create index outbox_of_instance on outbox (instance_id);

create table sent (
    outbox_id text primary key,
    instance_id text,
    revision integer,
    kind text not null,
    target text,
    person_key blob,
    message_id text not null,
    outcome text not null check (outcome in ('sent', 'superseded', 'expired', 'undeliverable')),
    at integer not null,
    attempts integer not null
) strict, without rowid;
-- for mail.ofInstance
create index sent_of_instance on sent (instance_id);

create table receipt (
    scope blob primary key,
    fingerprint blob not null,
    kind text not null check (kind in ('done', 'refused')),
    instance_id text,
    revision integer,
    status integer not null,
    answer text,
    made_at integer not null
) strict, without rowid;
-- for receipt.removeOld
create index receipt_age on receipt (made_at);

create table open_key (                 -- a definition's `key`: made by the start, gone at the end
    workflow text not null,
    value text not null,
    instance_id text not null,
    primary key (workflow, value)
) strict, without rowid;
-- for open_key.release
create index open_key_of_instance on open_key (instance_id);

create table mention (                  -- who stands in which instance; whoever acted may always look
    person_key blob not null,
    instance_id text not null,
    has_acted integer not null,
    primary key (person_key, instance_id)
) strict, without rowid;

create table seal_key (
    id integer primary key,
    check_value blob not null,
    first_seen_at integer not null
) strict;

create table security_event (           -- refusals and sign-in events; never in a history
    id text primary key,
    at integer not null,
    code text not null,
    caller_key blob,
    instance_id text,
    data text not null
) strict, without rowid;
-- for security.recent
create index security_event_at on security_event (at);
