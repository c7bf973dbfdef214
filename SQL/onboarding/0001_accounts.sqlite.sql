-- People, how they sign in, and the accounts that they make. Times are microseconds since 1970 UTC, ids are opaque.
-- Keys of addresses and identifiers are lower case: SQL compares what the program made canonical.

create table person (
    id text not null primary key,
    first_name text null,
    last_name text null,
    preferred_name text null,
    company text null,
    company_address text null,                    -- JSON with sorted keys
    phone text null,
    language text null check (language in ('en', 'ja')),
    time_zone text null,
    is_partner integer not null check (is_partner in (0, 1)),
    created_at integer not null,
    updated_at integer not null
) strict;

-- Only proved addresses stand here; an address belongs to one person.
create table person_address (
    address_key text not null primary key,
    address text not null,
    person_id text not null references person (id),
    verified_at integer not null,
    is_primary integer not null check (is_primary in (0, 1))
) strict;
create index person_address_of_person on person_address (person_id);
create unique index person_has_one_primary_address on person_address (person_id) where is_primary = 1;

create table staff_member (
    group_name text not null check (group_name in ('operations', 'domain-review', 'support')),
    person_id text not null references person (id),
    primary key (group_name, person_id)
) strict;
create index staff_member_of_person on staff_member (person_id);

-- Codes stay for a day after they ended, because the limits count them.
create table sign_in_code (
    id text not null primary key,
    address_key text not null,
    browser_hash blob not null,
    salt blob not null,
    code_hash blob not null,
    made_at integer not null,
    expires_at integer not null,
    tries integer not null check (tries between 0 and 5),
    is_ended integer not null check (is_ended in (0, 1)),
    is_mailed integer not null check (is_mailed in (0, 1))
) strict;
create index sign_in_code_of_address on sign_in_code (address_key, made_at);
create index sign_in_code_age on sign_in_code (made_at);

-- Browsers in which an address signed in; strangers cannot use up their quota of codes.
create table known_browser (
    address_key text not null,
    browser_hash blob not null,
    last_at integer not null,
    primary key (address_key, browser_hash)
) strict;

create table session (
    id text not null primary key,
    secret_hash blob not null unique,
    person_id text not null references person (id),
    made_at integer not null,
    used_at integer not null,
    browser text not null,
    network_address text not null
) strict;
create index session_of_person on session (person_id);

create table api_token (
    id text not null primary key,
    secret_hash blob not null unique,
    person_id text not null references person (id),
    name text not null,
    made_at integer not null,
    expires_at integer not null,
    used_at integer null
) strict;
create index api_token_of_person on api_token (person_id);

create table account (
    id text not null primary key,
    kind text not null check (kind in ('standard', 'limited')),
    status text not null check (status in ('pending', 'active', 'deleted')),
    name text not null check (name <> ''),
    identifier text not null,
    account_type text not null,
    requested_by text not null references person (id),
    created_by text null references person (id),   -- who activated it
    requested_at integer not null,
    activated_at integer null,
    ended_at integer null,
    headquarters text null,                        -- JSON with sorted keys
    constraint active_accounts_were_activated
        check (status <> 'active' or (activated_at is not null and created_by is not null)),
    constraint deleted_accounts_have_ended check ((status = 'deleted') = (ended_at is not null))
) strict;
-- The answer to "is it free?": pending and active accounts hold their identifier, of any kind.
create unique index account_holds_identifier on account (identifier) where status in ('pending', 'active');
create index account_requested_by on account (requested_by);

-- Identifiers that an account had before; they go on finding it and stay taken.
create table former_identifier (
    identifier text not null primary key,
    account_id text not null references account (id)
) strict;

-- Every identifier under .smb that was ever given out; none is given out again, whatever became of it.
create table spent_identifier (
    identifier text not null primary key,
    spent_at integer not null
) strict;
create trigger spent_identifier_is_kept before delete on spent_identifier
begin
    select raise(abort, 'an identifier under .smb is never given out again');
end;

create table member (
    account_id text not null references account (id),
    person_id text not null references person (id),
    role text not null check (role in ('administrator', 'user', 'viewer', 'approver')),
    since integer not null,
    primary key (account_id, person_id, role)
) strict;
create index member_of_person on member (person_id, account_id);

create table virtual_account (
    id text not null primary key,
    account_id text not null references account (id),
    name text not null,
    description text not null,
    is_default integer not null check (is_default in (0, 1)),
    created_at integer not null,
    unique (account_id, name)
) strict;
create unique index account_has_one_default on virtual_account (account_id) where is_default = 1;

create table agreement_acceptance (
    account_id text not null references account (id),
    kind text not null check (kind in ('company')),
    version integer not null,
    text_hash text not null,
    language text not null,                        -- the one in which the text was shown
    person_id text not null references person (id),
    address text not null,                         -- the verified one at that time
    session text not null,
    accepted_at integer not null,
    primary key (account_id, kind, version)
) strict;

create table account_event (
    account_id text not null references account (id),
    number integer not null,                       -- 1, 2, … within the account
    at integer not null,
    person_id text null references person (id),    -- null: by itself
    verb text not null,
    detail text not null,                          -- canonical JSON
    primary key (account_id, number)
) strict;
create trigger account_event_is_not_edited before update on account_event
begin
    select raise(abort, 'events of accounts are not edited');
end;
create trigger account_event_is_kept before delete on account_event
begin
    select raise(abort, 'events of accounts are kept');
end;
