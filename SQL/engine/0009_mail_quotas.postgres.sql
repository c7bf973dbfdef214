-- What was sent to addresses that nobody has proved yet, and asked for by networks, within a day (S-8).

set local search_path = genkan;

create table mail_quota (
    subject_key bytea primary key,          -- keyed hash of the address, or of what else has a quota
    taken text not null,                    -- microseconds since 1970, oldest first, with a blank between each two
    last_at timestamptz not null
);
-- for quota.forget
create index mail_quota_by_age on mail_quota (last_at);
