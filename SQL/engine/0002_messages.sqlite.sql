-- What instances say to each other, and what outlives a deleted part of a history.
--
-- Lifecycle: a `send` inserts a `message`, the worker that hands it on deletes it in the receiver's commit. A
-- `publication` is numbered by its `topic` within the publisher's commit; a `subscription` is a stay that waits for a
-- topic and key, and remembers the last number it has seen. A `checkpoint` is an instance's whole state as an entry of
-- its history: audit and replay start there once the entries before it are gone.

create table message (
    from_id text not null,
    from_revision integer not null,
    ordinal integer not null,
    to_id text not null,
    event text not null,
    data text not null,
    next_at integer not null,
    attempts integer not null,
    primary key (from_id, from_revision, ordinal)
) strict, without rowid;
-- for the worker that hands messages on
create index message_due on message (next_at);

create table topic (
    topic text not null,
    key text not null,
    seq integer not null,               -- of the newest publication
    primary key (topic, key)
) strict, without rowid;

create table publication (
    topic text not null,
    key text not null,
    seq integer not null,
    from_id text not null,
    from_revision integer not null,
    data text not null,
    at integer not null,
    is_pending integer not null,        -- until every subscription was looked at
    primary key (topic, key, seq)
) strict, without rowid;
-- for the worker that hands publications on
create index publication_pending on publication (topic, key, seq) where is_pending;

create table subscription (
    topic text not null,
    key text not null,
    instance_id text not null,
    seen_seq integer not null,
    is_fresh integer not null,          -- made since the worker last looked
    primary key (topic, key, instance_id)
) strict, without rowid;
-- for the worker that looks at fresh ones
create index subscription_fresh on subscription (topic, key, instance_id) where is_fresh;
-- for the end of a stay
create index subscription_of_instance on subscription (instance_id);

create table checkpoint (
    instance_id text primary key,
    revision integer not null,
    previous_hash blob not null,
    hash blob not null,
    entry text not null,
    fields text not null
) strict, without rowid;

-- Deleting below a checkpoint loses nothing that replay needs.
drop trigger history_is_kept;
create trigger history_is_kept before delete on history
when not exists (select 1 from checkpoint where instance_id = old.instance_id and old.revision < revision)
begin
    select raise(abort, 'history_is_kept');
end;

-- A receipt may also be a fence (an outcome that was asked for and is not known), so the check is made anew.
create table receipt_new (
    scope blob primary key,
    fingerprint blob not null,
    kind text not null check (kind in ('done', 'refused', 'fence')),
    instance_id text,
    revision integer,
    status integer not null,
    answer text,
    made_at integer not null
) strict, without rowid;
insert into receipt_new select * from receipt;
drop table receipt;
alter table receipt_new rename to receipt;
-- for receipt.removeOld
create index receipt_age on receipt (made_at);
