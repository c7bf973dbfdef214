-- Tables and rows of the limit, for OneStatement and scripts/bench-peers/with_psycopg.py; :n is the number of instances.
create table waiting (
    id bigint primary key, revision integer not null, state text not null, context text not null,
    updated_at timestamptz not null
) with (fillfactor = 70);
create table entry (
    waiting_id bigint not null, revision integer not null, at timestamptz not null, body text not null,
    primary key (waiting_id, revision)
);
create table message (
    id bigint generated always as identity primary key, waiting_id bigint not null, revision integer not null,
    body text not null, at timestamptz not null
);
create table alarm (
    waiting_id bigint not null, number integer not null, due_at timestamptz not null,
    primary key (waiting_id, number)
);
insert into waiting select i, 1, 'waiting', repeat('x', 620), now() from generate_series(1, :n) i;
insert into entry select i, 1, now(), repeat('e', 60) from generate_series(1, :n) i;
insert into alarm select i, 1, now() + interval '30 days' + i * interval '10 ms' from generate_series(1, :n) i;
create index alarm_due on alarm (due_at);
