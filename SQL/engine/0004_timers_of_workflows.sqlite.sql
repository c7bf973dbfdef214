-- Timers know whose workflow they are of, so that the worker takes the oldest of each and a flood in one delays no other.

alter table timer add column workflow text not null default '';
update timer set workflow = coalesce(
    (select d.workflow from instance i join definition d on d.id = i.definition_id where i.id = timer.instance_id), '');
drop index timer_due;
-- for timer.due
create index timer_due on timer (workflow, due_at);
