/// The slowest hundredth at half of the own maximum, against the limit's at half of its own; from when each was due.
enum LatencyFigure {
    private static let senders = 16

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let store = try await bed.store()
        let limit = try OneStatement(bed.server, instances: bed.instances)
        let (samples, limitSamples) = try await bed.compare {
            let rate = try await store.chart.rate(senders: senders, seconds: bed.seconds) / 2
            try store.emptyOutbox()
            return slowest(try await store.chart.latencies(rate: rate, seconds: bed.seconds * 2, senders: senders))
        } with: {
            let rate = try limit.rate(clients: senders, seconds: bed.seconds) / 2
            return slowest(try limit.latencies(rate: rate, seconds: bed.seconds * 2, clients: senders))
        }
        try await store.close()
        return [
            Figure(
                name: "PostgreSQL, p99 at half load", unit: "ms", samples: samples, goal: .ratioAtMost(2),
                limitSamples: limitSamples)
        ]
    }

    private static func slowest(_ latencies: [Double]) -> Double {
        latencies.sorted().dropFirst(latencies.count * 99 / 100).first ?? .infinity
    }
}
