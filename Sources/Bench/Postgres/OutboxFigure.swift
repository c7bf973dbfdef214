import Engine
import Logging

/// Messages claimed, opened, handed over and marked per second, against a statement that claims and deletes a hundred.
enum OutboxFigure {
    private static let batch = 100
    private static let messages = 10_000
    private static let limitMessages = 30_000

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let store = try await bed.store()
        let limit = try OneStatement(bed.server, instances: bed.instances)
        let worker = OutboxWorker(
            database: store.database, outbox: store.chart.outbox, deliverer: TakesAll(), time: SystemTime(),
            wakeUp: WakeUp(), owner: "bench", logger: Logger(label: "bench"))
        let (samples, limitSamples) = try await bed.compare {
            try store.emptyOutbox()
            try await store.chart.press(messages, senders: 64)
            try store.settle()
            var claimed = 0
            let took = try await seconds {
                while case let count = try await worker.round(), count > 0 { claimed += count }
            }
            guard claimed == messages else { throw BenchFault("\(claimed) of \(messages) messages were claimed") }
            return Double(claimed) / took
        } with: {
            try limit.psql(
                """
                truncate message;
                insert into message (waiting_id, revision, body, at)
                    select n, 1, repeat('m', 330), now() from generate_series(1, \(limitMessages)) n;
                commit; vacuum (analyze) message; checkpoint;
                """)
            return try limit.rounds(of: draining, count: limitMessages / batch) * Double(batch)
        }
        try await store.close()
        return [
            Figure(
                name: "PostgreSQL, outbox", unit: "messages/s", samples: samples, goal: .ratioAtLeast(0.5),
                limitSamples: limitSamples)
        ]
    }

    private static let draining = """
        with due as (select id from message order by id limit 100 for update skip locked)
        delete from message m using due where m.id = due.id returning m.id, m.waiting_id, m.body;
        """
}

/// Takes every message at once.
private struct TakesAll: Deliverer {
    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome { .accepted }
}
