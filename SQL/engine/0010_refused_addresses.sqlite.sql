-- Addresses of which their mail server said that there is no such mailbox: workflows mail them nothing until a mail of the
-- product itself, such as a sign-in code that somebody asks for there, is taken again (commit.md 10).

create table refused_address (
    person_key blob primary key,            -- keyed hash of the address
    refused_at integer not null,
    reply text not null                     -- what the server said; it may name people
) strict, without rowid;
