-- Addresses of which their mail server said that there is no such mailbox: workflows mail them nothing until a mail of the
-- product itself, such as a sign-in code that somebody asks for there, is taken again (commit.md 10).

set local search_path = genkan;

create table refused_address (
    person_key bytea primary key,           -- keyed hash of the address
    refused_at timestamptz not null,
    reply text not null                     -- what the server said; it may name people
);
