import Foundation
import TestKit
import Testing

/// PostgreSQL goes and comes back under load, and one of three servers dies.
@Suite struct `R25 restart under load` {
    @Test(.timeLimit(.minutes(20)))
    func `three servers say 503 in the gap, are back within 5 s, and lose and double nothing`() async throws {
        let server = try PostgresServer()
        let victim = try await PostgresVictim(on: server)
        let load = Load()
        let rounds = Torture.count(3, torture: 50)
        try await blocking {
            let servers = try victim.serve(3)
            defer {
                load.stop()
                for server in servers { server.kill() }
            }
            load.start(9, on: servers, victim.token)
            for _ in 0..<rounds {
                // real time is the point here: load before the cut, and the gap that it leaves
                usleep(400_000)
                try server.stop(.immediate)
                usleep(200_000)
                try server.start()
                try load.expectAnswers(of: 0..<3, within: 5)
                // and load again before the next cut
                usleep(200_000)
                try victim.place.ask(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()"
                )
                try load.expectAnswers(of: 0..<3, within: 5)
            }
            servers[0].kill()
            try load.expectAnswers(of: 1..<3, within: 5)
            load.stop()
            let last = HTTPSender(connection: try servers[1].connect(), token: victim.token)
            for entry in load.ledger.pending { load.ledger.note(try last.send(entry), of: entry) }
            #expect(load.ledger.pending == [])
            for server in servers[1...] { #expect(server.terminate() == 0) }
        }
        let stored = try await victim.stored()
        print("R25: \(load.putOff) answered 503")
        #expect(load.broken.subtracting([0]) == [], "only the one that was killed left anybody without an answer")
        var toll = Toll("R25 restarts and ended sessions")
        toll.kills = 1
        toll.restarts = rounds * 2
        try load.expectWhole(in: stored, toll)
        #expect(load.ledger.acknowledged.count > 50 && load.putOff > 0, "too little load to mean anything")
    }
}
