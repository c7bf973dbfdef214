-- Whose end is awaited.
--
-- Lifecycle: a start that names a `done` inserts a row with the started instance; that instance's end turns it into a
-- `message` to the one that started it.

set local search_path = genkan;

create table child (
    instance_id uuid primary key,
    parent_id uuid not null,
    event text not null                 -- of the parent
);
