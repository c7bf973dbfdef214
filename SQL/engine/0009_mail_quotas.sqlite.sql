-- What was sent to addresses that nobody has proved yet, and asked for by networks, within a day (S-8).

create table mail_quota (
    subject_key blob primary key,           -- keyed hash of the address, or of what else has a quota
    taken text not null,                    -- microseconds since 1970, oldest first, with a blank between each two
    last_at integer not null
) strict, without rowid;
-- for quota.forget
create index mail_quota_by_age on mail_quota (last_at);
