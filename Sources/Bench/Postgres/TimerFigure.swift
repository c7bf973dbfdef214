import Engine
import Logging

/// Timers fired per second with many that are not due, against a statement that fires a thousand blindly.
enum TimerFigure {
    private static let batch = 1000

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let store = try await bed.store()
        let limit = try OneStatement(bed.server, instances: bed.instances)
        let worker = TimerWorker(
            engine: store.chart.engine, database: store.database, time: SystemTime(), logger: Logger(label: "bench"))
        let perRound = min(30_000, bed.instances / bed.rounds) / batch * batch
        guard perRound > 0 else { throw BenchFault("the timers need more instances: --instances") }
        try store.psql(
            """
            insert into genkan.timer (instance_id, workflow, name, due_at, armed_revision)
                select gen_random_uuid(), 'bench', 'waiting.end#1', now() + interval '60 days' + n * interval '1 ms', 1
                from generate_series(1, \(bed.waiting)) n;
            """)
        try limit.psql(
            """
            insert into alarm select -n, 1, now() + interval '60 days' + n * interval '1 ms'
                from generate_series(1, \(bed.waiting)) n;
            """)
        var engineNext = 1
        var limitNext = 1
        let (samples, limitSamples) = try await bed.compare {
            let ids = (CopiedInstances.id(engineNext), CopiedInstances.id(engineNext + perRound - 1))
            engineNext += perRound
            try store.psql(
                """
                update genkan.timer set due_at = now() - interval '1 second'
                    where instance_id between '\(ids.0.text)' and '\(ids.1.text)';
                """)
            try store.settle()
            return try await rate(of: worker, in: store, seconds: bed.seconds)
        } with: {
            try limit.psql(
                """
                update alarm set due_at = now() - interval '1 second'
                    where waiting_id between \(limitNext) and \(limitNext + perRound - 1);
                commit; vacuum (analyze); checkpoint;
                """)
            limitNext += perRound
            return try limit.rounds(of: firing, count: perRound / batch) * Double(batch)
        }
        try await store.close()
        return [
            Figure(
                name: "PostgreSQL, timers, \(bed.waiting) not due", unit: "timers/s", samples: samples,
                goal: .ratioAtLeast(0.25), limitSamples: limitSamples)
        ]
    }

    private static func rate(of worker: TimerWorker, in store: BenchStore, seconds: Double) async throws -> Double {
        let fired = "select count(*) from genkan.instance where is_final"
        let before = try store.number(fired)
        let clock = ContinuousClock()
        let start = clock.now
        while clock.now - start < .seconds(seconds), try await worker.round() > 0 {}
        let took = (clock.now - start) / .seconds(1)
        return (try store.number(fired) - before) / took
    }

    /// By place, because PostgreSQL would otherwise join by reading the whole table for each thousand.
    private static let firing = """
        with due as (delete from alarm where ctid = any (array(select ctid from alarm where due_at <= now() \
        order by due_at limit 1000 for update skip locked)) returning waiting_id),
        moved as (update waiting w set revision = w.revision + 1, state = 'over', updated_at = now() \
        where id = any (array(select waiting_id from due)) returning w.id, w.revision),
        noted as (insert into entry select id, revision, now(), repeat('e', 60) from moved),
        posted as (insert into message (waiting_id, revision, body, at) \
        select id, revision, repeat('m', 60), now() from moved)
        select count(*) from moved;
        """
}
