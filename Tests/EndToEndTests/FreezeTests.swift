import Foundation
import TestKit
import Testing

/// Processes that stand still at any moment, amid a transaction too, and wake as if nothing had happened.
@Suite struct `R28 frozen servers` {
    @Test(.timeLimit(.minutes(20)))
    func `of three one is held again and again, the others go on, and nothing is lost or doubled`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let random = SeededRandom(seed: seed)
        let rounds = Torture.count(5, torture: 300)
        let victim = try await PostgresVictim()
        let load = Load()
        try await blocking {
            let servers = try victim.serve(3)
            defer {
                for server in servers { server.child.stop(SIGCONT) }
                load.stop()
                for server in servers { server.kill() }
            }
            load.start(9, on: servers, victim.token)
            try load.expectAnswers(of: 0..<3, within: 60)
            for _ in 0..<rounds {
                let number = random.number(below: 3)
                servers[number].child.stop(SIGSTOP)
                // real time is the point here: how long it stands still is what is drawn
                usleep(UInt32(100 + random.number(below: 700)) * 1_000)
                servers[number].child.stop(SIGCONT)
                try load.expectAnswers(of: 0..<3, within: 60)
            }
            load.stop()
            let last = HTTPSender(connection: try servers[0].connect(), token: victim.token)
            for entry in load.ledger.pending { load.ledger.note(try last.send(entry), of: entry) }
            #expect(load.ledger.pending == [])
            for server in servers { #expect(server.terminate() == 0) }
        }
        #expect(load.broken == [], "somebody was left without an answer; seed \(seed)")
        var toll = Toll("R28 frozen servers", seed: seed)
        toll.cuts = rounds
        try load.expectWhole(in: try await victim.stored(), toll)
    }
}
