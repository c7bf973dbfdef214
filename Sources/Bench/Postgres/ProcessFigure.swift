/// Two processes over one database, 16 senders each, against one of them.
enum ProcessFigure {
    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let store = try await bed.store()
        let senders = try (0..<2).map { number in
            try SenderProcess(
                url: store.url, waiting: bed.instances, first: number * bed.instances / 2, seconds: bed.seconds)
        }
        let (samples, limitSamples) = try await bed.compare {
            for sender in senders { try sender.begin() }
            return try senders.reduce(0) { $0 + (try $1.rate()) }
        } with: {
            try senders[0].begin()
            return try senders[0].rate()
        }
        for sender in senders { try sender.end() }
        try await store.close()
        return [
            Figure(
                name: "PostgreSQL, two processes / one", unit: "transitions/s", samples: samples,
                goal: .ratioAtLeast(0.9), limitSamples: limitSamples)
        ]
    }
}
