-- How far the comparison of rows with histories has come: one row for all processes, so that they share the work.

set local search_path = genkan;

create table repair_pass (
    id integer primary key check (id = 1),
    place uuid not null,                    -- the instance that was looked at last; all zeros between two rounds
    last uuid not null,                     -- where this round ends: what is younger is looked at in the next one
    slice bigint not null,                  -- instances that a pass looks at in this round
    round_at timestamptz not null,          -- when this round began
    pass_at timestamptz not null,           -- when the last pass began
    alarm_at timestamptz,                   -- when a pass stopped at too many differences; gone after a round without
    found bigint not null                   -- differences put right in this round
);
insert into repair_pass values
    (1, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', 0, timestamptz 'epoch',
        timestamptz 'epoch', null, 0);
