-- What instances say to each other, and what outlives a dropped month.
--
-- Lifecycle: a `send` inserts a `message`, the worker that hands it on deletes it in the receiver's commit. A
-- `publication` is numbered by its `topic` within the publisher's commit; a `subscription` is a stay that waits for a
-- topic and key, and remembers the last number it has seen. A `checkpoint` is an instance's whole state as an entry of
-- its history: audit and replay start there once the months before it are gone.

set local search_path = genkan;

create table message (
    from_id uuid not null,
    from_revision bigint not null,
    ordinal integer not null,
    to_id uuid not null,
    event text not null,
    data text not null,
    next_at timestamptz not null,
    attempts integer not null,
    primary key (from_id, from_revision, ordinal)
);
-- for the worker that hands messages on
create index message_due on message (next_at);

create table topic (
    topic text collate "C" not null,
    key text collate "C" not null,
    seq bigint not null,                    -- of the newest publication
    primary key (topic, key)
);

create table publication (
    topic text collate "C" not null,
    key text collate "C" not null,
    seq bigint not null,
    from_id uuid not null,
    from_revision bigint not null,
    data text not null,
    at timestamptz not null,
    is_pending boolean not null,            -- until every subscription was looked at
    primary key (topic, key, seq)
);
-- for the worker that hands publications on
create index publication_pending on publication (topic, key, seq) where is_pending;

create table subscription (
    topic text collate "C" not null,
    key text collate "C" not null,
    instance_id uuid not null,
    seen_seq bigint not null,
    is_fresh boolean not null,              -- made since the worker last looked
    primary key (topic, key, instance_id)
);
-- for the worker that looks at fresh ones
create index subscription_fresh on subscription (topic, key, instance_id) where is_fresh;
-- for the end of a stay
create index subscription_of_instance on subscription (instance_id);

create table checkpoint (
    instance_id uuid primary key,
    revision bigint not null,
    previous_hash bytea not null,
    hash bytea not null,
    entry text not null,
    fields text not null                    -- of history_data, which goes with its month
);

-- Deleting below a checkpoint loses nothing that replay needs.
create or replace function history_is_kept() returns trigger language plpgsql as $$
begin
    if not exists (
        select from genkan.checkpoint c where c.instance_id = old.instance_id and old.revision < c.revision)
    then
        raise exception 'history_is_kept' using errcode = 'integrity_constraint_violation';
    end if;
    return old;
end $$;

-- Drops the month that `moment` lies in; says how many tables went. Refuses while an instance that lives on has an
-- entry there above its checkpoint: replay could not go over the gap. Only the owner may; retention calls it.
create function drop_month(moment timestamptz) returns integer
language plpgsql set search_path = genkan, pg_temp set timezone = 'UTC' set lock_timeout = '2s' as $$
declare
    suffix text := to_char(date_trunc('month', moment), '_YYYY_MM');
    parent text;
    child text;
    needed uuid;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(113685341888878);
    if to_regclass('history' || suffix) is not null then
        execute format('lock table %I in access exclusive mode', 'history' || suffix);
        execute format(
            'select i.id from %I h join instance i on i.id = h.instance_id left join checkpoint c using (instance_id) '
            'where not i.is_final and h.revision > coalesce(c.revision, 0) limit 1', 'history' || suffix)
            into needed;
        if needed is not null then
            raise exception 'instance % lives on and has no checkpoint after month %', needed, substr(suffix, 2)
                using errcode = 'object_in_use';
        end if;
    end if;
    foreach parent in array array['history', 'history_data', 'sent', 'security_event'] loop
        child := parent || suffix;
        continue when to_regclass(child) is null;
        execute format('alter table %I detach partition %I', parent, child);
        execute format('drop table %I', child);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
revoke execute on function drop_month(timestamptz) from public;
