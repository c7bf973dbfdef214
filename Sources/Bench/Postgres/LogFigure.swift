/// Bytes of PostgreSQL's log per transition, against the limit's: as many of both, each right after a checkpoint.
enum LogFigure {
    private static let clients = 16
    private static let place = "select pg_current_wal_lsn() - '0/0'::pg_lsn"

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let store = try await bed.store()
        let limit = try OneStatement(bed.server, instances: bed.instances)
        // each instance once in a while: a page is logged whole when it is first touched
        let count = min(20_000, bed.instances) / clients * clients
        let (samples, limitSamples) = try await bed.compare {
            try await bytes(in: store) { try await store.chart.press(count, senders: clients) } / Double(count)
        } with: {
            try await bytes(in: store) { try limit.press(count, clients: clients) } / Double(count)
        }
        try await store.close()
        return [
            Figure(
                name: "PostgreSQL, log per transition", unit: "bytes", samples: samples, goal: .ratioAtMost(1.3),
                limitSamples: limitSamples)
        ]
    }

    /// The log is one for the whole server.
    private static func bytes(in store: BenchStore, of body: () async throws -> Void) async throws -> Double {
        try store.emptyOutbox()
        try store.psql("commit; checkpoint;")
        let before = try store.number(place)
        try await body()
        return try store.number(place) - before
    }
}
