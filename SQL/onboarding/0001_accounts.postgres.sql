-- People, how they sign in, and the accounts that they make. Times are whole microseconds, ids are opaque texts.
-- Keys of addresses and identifiers are lower case: SQL compares what the program made canonical, by bytes.

set local search_path = genkan;

-- Refuses a change; the trigger says in which words.
create function is_kept() returns trigger language plpgsql as $$
begin
    raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation';
end $$;

create table person (
    id text collate "C" not null primary key,
    first_name text null,
    last_name text null,
    preferred_name text null,
    company text null,
    company_address text null,                    -- JSON with sorted keys
    phone text null,
    language text collate "C" null check (language in ('en', 'ja')),
    time_zone text null,
    is_partner boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- Only proved addresses stand here; an address belongs to one person.
create table person_address (
    address_key text collate "C" not null primary key,
    address text not null,
    person_id text collate "C" not null references person (id),
    verified_at timestamptz not null,
    is_primary boolean not null
);
create index person_address_of_person on person_address (person_id);
create unique index person_has_one_primary_address on person_address (person_id) where is_primary;

create table staff_member (
    group_name text collate "C" not null check (group_name in ('operations', 'domain-review', 'support')),
    person_id text collate "C" not null references person (id),
    primary key (group_name, person_id)
);
create index staff_member_of_person on staff_member (person_id);

-- Codes stay for a day after they ended, because the limits count them.
create table sign_in_code (
    id text collate "C" not null primary key,
    address_key text collate "C" not null,
    browser_hash bytea not null,
    salt bytea not null,
    code_hash bytea not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    tries integer not null check (tries between 0 and 5),
    is_ended boolean not null,
    is_mailed boolean not null
);
create index sign_in_code_of_address on sign_in_code (address_key, made_at);
create index sign_in_code_age on sign_in_code (made_at);

-- Browsers in which an address signed in; strangers cannot use up their quota of codes.
create table known_browser (
    address_key text collate "C" not null,
    browser_hash bytea not null,
    last_at timestamptz not null,
    primary key (address_key, browser_hash)
);

create table session (
    id text collate "C" not null primary key,
    secret_hash bytea not null unique,
    person_id text collate "C" not null references person (id),
    made_at timestamptz not null,
    used_at timestamptz not null,
    browser text not null,
    network_address text not null
);
create index session_of_person on session (person_id);

create table api_token (
    id text collate "C" not null primary key,
    secret_hash bytea not null unique,
    person_id text collate "C" not null references person (id),
    name text collate "C" not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz null
);
create index api_token_of_person on api_token (person_id);

create table account (
    id text collate "C" not null primary key,
    kind text collate "C" not null check (kind in ('standard', 'limited')),
    status text collate "C" not null check (status in ('pending', 'active', 'deleted')),
    name text collate "C" not null check (name <> ''),
    identifier text collate "C" not null,
    account_type text not null,
    requested_by text collate "C" not null references person (id),
    created_by text collate "C" null references person (id),   -- who activated it
    requested_at timestamptz not null,
    activated_at timestamptz null,
    ended_at timestamptz null,
    headquarters text null,                        -- JSON with sorted keys
    constraint active_accounts_were_activated
        check (status <> 'active' or (activated_at is not null and created_by is not null)),
    constraint deleted_accounts_have_ended check ((status = 'deleted') = (ended_at is not null))
);
-- The answer to "is it free?": pending and active accounts hold their identifier, of any kind.
create unique index account_holds_identifier on account (identifier) where status in ('pending', 'active');
create index account_requested_by on account (requested_by);

-- Identifiers that an account had before; they go on finding it and stay taken.
create table former_identifier (
    identifier text collate "C" not null primary key,
    account_id text collate "C" not null references account (id)
);

-- Every identifier under .smb that was ever given out; none is given out again, whatever became of it.
create table spent_identifier (
    identifier text collate "C" not null primary key,
    spent_at timestamptz not null
);
create trigger spent_identifier_is_kept before delete on spent_identifier
    for each row execute function is_kept('an identifier under .smb is never given out again');

create table member (
    account_id text collate "C" not null references account (id),
    person_id text collate "C" not null references person (id),
    role text collate "C" not null check (role in ('administrator', 'user', 'viewer', 'approver')),
    since timestamptz not null,
    primary key (account_id, person_id, role)
);
create index member_of_person on member (person_id, account_id);

create table virtual_account (
    id text collate "C" not null primary key,
    account_id text collate "C" not null references account (id),
    name text collate "C" not null,
    description text not null,
    is_default boolean not null,
    created_at timestamptz not null,
    unique (account_id, name)
);
create unique index account_has_one_default on virtual_account (account_id) where is_default;

create table agreement_acceptance (
    account_id text collate "C" not null references account (id),
    kind text collate "C" not null check (kind in ('company')),
    version integer not null,
    text_hash text not null,
    language text collate "C" not null,                        -- the one in which the text was shown
    person_id text collate "C" not null references person (id),
    address text not null,                         -- the verified one at that time
    session text not null,
    accepted_at timestamptz not null,
    primary key (account_id, kind, version)
);

create table account_event (
    account_id text collate "C" not null references account (id),
    number bigint not null,                       -- 1, 2, … within the account
    at timestamptz not null,
    person_id text collate "C" null references person (id),    -- null: by itself
    verb text collate "C" not null,
    detail text not null,                          -- canonical JSON
    primary key (account_id, number)
);
create trigger account_event_is_not_edited before update on account_event
    for each row execute function is_kept('events of accounts are not edited');
create trigger account_event_is_kept before delete on account_event
    for each row execute function is_kept('events of accounts are kept');
