-- Places in accounts that open invitations take. Made by the start of an invitation, gone at its end, whatever end.
-- A limited account has three places, members and these together (D-20).

create table invited_place (
    account_id text not null references account (id),
    invitee_key text not null,                    -- the address, in lower case
    taken_at integer not null,
    primary key (account_id, invitee_key)
) strict;
