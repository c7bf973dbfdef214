-- How far the comparison of rows with histories has come: one row for all processes, so that they share the work.

create table repair_pass (
    id integer primary key check (id = 1),
    place text not null,                -- the instance that was looked at last; all zeros between two rounds
    last text not null,                 -- where this round ends: what is younger is looked at in the next one
    slice integer not null,             -- instances that a pass looks at in this round
    round_at integer not null,          -- when this round began
    pass_at integer not null,           -- when the last pass began
    alarm_at integer,                   -- when a pass stopped at too many differences; gone after a round without
    found integer not null              -- differences put right in this round
) strict;
insert into repair_pass values
    (1, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', 0, 0, 0, null, 0);
