/// Transitions per second of 1, 16 and 64 senders, against as many clients of the one-statement transition.
enum RateFigure {
    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let store = try await bed.store()
        let limit = try OneStatement(bed.server, instances: bed.instances)
        var figures: [Figure] = []
        for (senders, goal) in [(1, 0.55), (16, 1.0), (64, 1.5)] where bed.senders.map({ $0 == senders }) ?? true {
            let (samples, limitSamples) = try await bed.compare(rounds: bed.manyRounds) {
                try await store.chart.rate(senders: senders, seconds: bed.seconds)
            } with: {
                try limit.rate(clients: senders, seconds: bed.seconds)
            }
            figures.append(
                Figure(
                    name: "PostgreSQL, \(senders) senders", unit: "transitions/s", samples: samples,
                    goal: .ratioAtLeast(goal), limitSamples: limitSamples))
        }
        try await store.close()
        return figures
    }
}
