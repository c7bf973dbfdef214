-- A request for an identifier that is taken, by somebody who may not learn that, has a pending account like any other,
-- which holds nothing: its identifier may stand in many rows (D-05).

set local search_path = genkan;

alter table account add column holds_identifier boolean not null default true;
drop index account_holds_identifier;
create unique index account_holds_identifier on account (identifier)
    where status in ('pending', 'active') and holds_identifier;
alter table account add constraint active_accounts_hold_their_identifier
    check (status <> 'active' or holds_identifier);
