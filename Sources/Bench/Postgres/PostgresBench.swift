/// Durable work on PostgreSQL, server and engine on the same cores, against what plain SQL does in the same rounds.
enum PostgresBench {
    /// The rows of the table: `--only` takes their names.
    private static let rows: [(name: String, run: @Sendable (PostgresBed) async throws -> [Figure])] = [
        ("postgres-rates", RateFigure.run), ("postgres-activation", ActivationFigure.run),
        ("postgres-requests", ActingBench.run), ("postgres-http", HTTPFigure.run),
        ("postgres-waiting", WaitingFigure.run),
        ("postgres-snapshot", SnapshotFigure.run),
        ("postgres-latency", LatencyFigure.run), ("postgres-timers", TimerFigure.run),
        ("postgres-outbox", OutboxFigure.run),
        ("postgres-wal", LogFigure.run), ("postgres-processes", ProcessFigure.run),
        ("postgres-moving", MovingFigure.run),
        ("postgres-check", CheckBench.postgres),
    ]

    static func run(_ options: BenchOptions) async throws -> [Figure] {
        let wanted = rows.filter { options.wants($0.name) }
        guard !wanted.isEmpty else { return [] }
        let bed = try PostgresBed(options)
        var figures: [Figure] = []
        for row in wanted { figures += try await row.run(bed) }
        return figures
    }
}
