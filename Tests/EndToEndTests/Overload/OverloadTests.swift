import Foundation
import TestKit
import Testing

/// More comes than can be done, and hundreds of connections come and say nothing.
@Suite struct `R29 three times too much` {
    @Test(.timeLimit(.minutes(10)))
    func `is refused with a time to come back; what is taken is done, and health answers`() async throws {
        let victim = try await PostgresVictim()
        let (starts, done) = try await blocking { try Self.load(victim) }
        let entries = try victim.place.ask("select count(*) from genkan.history")
        #expect(entries == "\(starts + done)", "each that was acknowledged is stored once, and nothing else")
    }

    /// - Returns: how many requests were started, and how many presses acknowledged.
    private static func load(_ victim: PostgresVictim) throws -> (starts: Int, done: Int) {
        let server = try victim.serve(1)[0]
        defer { server.kill() }
        let time = Duration.seconds(Torture.count(2, torture: 15))
        let loop = try OpenLoop(256, at: server, victim.token)
        // begun and never ended; the server closes them after 10 s, and they come again
        let slow = try silent(Torture.count(200, torture: 500), at: server)
        let peak = loop.closed(32, for: time)
        var tallies = [peak]
        var watched = [(p99: Duration, unwell: Int, memory: Int)]()
        for part in Torture.isLong ? [0.5, 1, 3] : [3] {
            let more = try silent(Torture.count(50, torture: 300), at: server)
            let watch = Watch(server)
            tallies.append(loop.open(peak.goodput * part, for: time))
            watched.append(watch.end())
            print(
                "R29: \(part) × \(Int(peak.goodput)) a second: \(tallies[tallies.count - 1]); health \(watched[watched.count - 1])"
            )
            withExtendedLifetime(more) {}
        }
        withExtendedLifetime(slow) {}
        let flooded = tallies[tallies.count - 1]
        #expect(tallies.flatMap(\.others) == [])
        #expect(watched.allSatisfy { $0.unwell == 0 })
        #expect(flooded.refused > 0 && !flooded.done.isEmpty)
        if Torture.isLong {
            let best = tallies.map(\.goodput).max() ?? 0
            #expect(flooded.goodput >= best * 0.8)
            #expect(flooded.p99 <= .seconds(1))
            #expect(watched[2].p99 <= .milliseconds(100))
            #expect(Double(watched[2].memory) <= Double(watched[1].memory) * 1.5)
        }
        #expect(server.terminate() == 0)
        return (256, tallies.reduce(0) { $0 + $1.done.count })
    }

    private static func silent(_ count: Int, at server: RunningServer) throws -> [HTTPConnection] {
        try (0..<count).map { _ in
            let connection = try server.connect()
            try connection.write("POST /api/v1/workflows/counter/instances HTTP/1.1\r\nHost: ")
            return connection
        }
    }
}
