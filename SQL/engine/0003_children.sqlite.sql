-- Whose end is awaited.
--
-- Lifecycle: a start that names a `done` inserts a row with the started instance; that instance's end turns it into a
-- `message` to the one that started it.

create table child (
    instance_id text primary key,
    parent_id text not null,
    event text not null                 -- of the parent
) strict, without rowid;
