/// The engine's own rate of 16 senders where many instances wait, against where a thousand do.
enum WaitingFigure {
    private static let few = 1000
    private static let slices = 4

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let many = try await bed.store(waiting: bed.waiting)
        let few = try await bed.store(waiting: Self.few)
        let (samples, limitSamples) = try await bed.compare {
            try await rate(of: many, seconds: bed.seconds)
        } with: {
            try await rate(of: few, seconds: bed.seconds)
        }
        try await many.close()
        try await few.close()
        return [
            Figure(
                name: "PostgreSQL, \(bed.waiting) waiting / \(Self.few)", unit: "transitions/s", samples: samples,
                goal: .ratioAtLeast(0.85), limitSamples: limitSamples)
        ]
    }

    /// In slices: each press adds a mail, and of a thousand instances each would soon have hundreds, which its next press
    /// would look through.
    private static func rate(of store: BenchStore, seconds: Double) async throws -> Double {
        var sum = 0.0
        for _ in 0..<slices {
            try store.emptyOutbox()
            sum += try await store.chart.rate(senders: 16, seconds: seconds / Double(slices))
        }
        return sum / Double(slices)
    }
}
