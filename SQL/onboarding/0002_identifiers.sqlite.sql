-- Who holds which identifier, what tells look-alikes, and what staff decided about identifiers. An account of a request
-- for an identifier that somebody else holds stands in `account` without a row here, so that nothing is confirmed (D-05).

-- The answer to "is it free?": pending and active accounts hold their identifier, of any kind; a closed account's stays
-- taken until `held_until` (D-62). The account is written after its row here: whoever finds the name taken writes nothing.
create table held_identifier (
    identifier text not null primary key,
    account_id text not null references account (id) deferrable initially deferred,
    look_alike_key text not null,                  -- equal for names that look alike (UTS 39 and the program's own folds)
    held_until integer null                        -- null while the account is pending or active
) strict;
create index held_identifier_of_account on held_identifier (account_id);
create index held_identifier_look_alike on held_identifier (look_alike_key);

drop index account_holds_identifier;
-- Names were plain ASCII until now, and this is what the program's key comes to for those.
insert into held_identifier (identifier, account_id, look_alike_key, held_until)
select identifier, id, replace(replace(replace(identifier, 'm', 'rn'), '0', 'o'), '1', 'l'), null
from account where status in ('pending', 'active');

-- After three denials an identifier is closed until staff opens it (D-16). This is also the log of both.
create table identifier_decision (
    identifier text not null,
    number integer not null,                       -- 1, 2, … for the identifier
    at integer not null,
    verb text not null check (verb in ('denied', 'allowed')),
    person_id text null references person (id),    -- null: by the command line
    instance_id text null,
    primary key (identifier, number)
) strict;
create trigger identifier_decision_is_not_edited before update on identifier_decision
begin
    select raise(abort, 'decisions about identifiers are not edited');
end;
create trigger identifier_decision_is_kept before delete on identifier_decision
begin
    select raise(abort, 'decisions about identifiers are kept');
end;
