-- The few instances that were set aside are found without looking at all: without this, each poll of the timers could read
-- every instance to learn that none is stuck. Instances that are well are not in it, and cost it nothing.

set local search_path = genkan;

-- for timer.due and health.stuck
create index instance_stuck on instance (id) where stuck is not null;
