-- A request for an identifier that is taken, by somebody who may not learn that, has a pending account like any other,
-- which holds nothing: its identifier may stand in many rows (D-05).

alter table account add column holds_identifier integer not null default 1 check (holds_identifier in (0, 1));
drop index account_holds_identifier;
create unique index account_holds_identifier on account (identifier)
    where status in ('pending', 'active') and holds_identifier = 1;
create trigger active_accounts_hold_their_identifier before update of status on account
    when new.status = 'active' and new.holds_identifier = 0
begin
    select raise(abort, 'an active account holds its identifier');
end;
