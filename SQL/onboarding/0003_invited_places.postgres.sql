-- Places in accounts that open invitations take. Made by the start of an invitation, gone at its end, whatever end.
-- A limited account has three places, members and these together (D-20).

set local search_path = genkan;

create table invited_place (
    account_id text collate "C" not null references account (id),
    invitee_key text collate "C" not null,        -- the address, in lower case
    taken_at timestamptz not null,
    primary key (account_id, invitee_key)
);
