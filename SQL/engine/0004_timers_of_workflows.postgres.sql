-- Timers know whose workflow they are of, so that the worker takes the oldest of each and a flood in one delays no other.

set local search_path = genkan;

alter table timer add column workflow text collate "C" not null default '';
update timer set workflow = coalesce(
    (select d.workflow from instance i join definition d on d.id = i.definition_id where i.id = timer.instance_id), '');
alter table timer alter column workflow drop default;
drop index timer_due;
-- for timer.due
create index timer_due on timer (workflow, due_at);
