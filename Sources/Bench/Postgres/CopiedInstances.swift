import Engine
import Foundation

/// Instances that wait, copied by SQL from the one that was started: a million starts would take minutes.
enum CopiedInstances {
    /// Id of the copy with that number, from 1; ordered as the engine's own are.
    static func id(_ number: Int) -> InstanceID { InstanceID(text(number)) }

    /// Copies the only instance of a store, with all its rows, that many times.
    ///
    /// Timers end 1 ms after each other, so that their index is as if they had been armed one by one. Histories are not
    /// vacuumed: beside entries of one size there is the same gap on each page, and transitions would go there, page by
    /// page, where elsewhere they are appended.
    static func script(_ count: Int) -> String {
        """
        set client_min_messages = error;
        create temp table copy as select n, (lpad(to_hex(n >> 16), 8, '0') || '-' || lpad(to_hex(n & 65535), 4, '0') ||
            '\(suffix)')::uuid as id from generate_series(1, \(count)) n;
        do $$
        declare part record;
        begin
            for part in
                select c.oid::regclass as name, string_agg(
                    case when a.attname = 'instance_id' or c.relname = 'instance' and a.attname = 'id' then 'copy.id'
                        when a.attname = 'due_at' then 'old.due_at + copy.n * interval ''1 ms'''
                        else format('old.%I', a.attname) end, ', ' order by a.attnum) as columns
                from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where c.relnamespace = 'genkan'::regnamespace and c.relname in
                    ('instance', 'history', 'history_data', 'timer', 'user_task', 'listing', 'mention')
                group by c.oid
            loop
                execute format('insert into %1$s select %2$s from %1$s old cross join copy',
                    part.name, part.columns);
            end loop;
            for part in select inhrelid::regclass as name from pg_inherits where inhparent::regclass in
                ('genkan.history'::regclass, 'genkan.history_data'::regclass)
            loop
                execute format('alter table %s set (autovacuum_enabled = off)', part.name);
            end loop;
        end $$;
        commit;
        analyze;
        vacuum genkan.instance, genkan.timer, genkan.user_task, genkan.listing, genkan.mention;
        checkpoint;
        """
    }

    private static let suffix = "-7000-8000-000000000001"

    private static func text(_ number: Int) -> String {
        String(format: "%08x-%04x", number >> 16, number & 0xFFFF) + suffix
    }
}
