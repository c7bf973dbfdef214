-- What the recipient's server said when it refused a message for good: whoever asked reads why and corrects the address.
-- It may name people, and goes with the address when somebody is erased. Null for every other outcome.

alter table sent add column reply text;
