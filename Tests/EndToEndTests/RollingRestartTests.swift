import Foundation
import TestKit
import Testing

/// Two servers are started anew in turn, and nobody before the proxy notices.
@Suite struct `R30 rolling restarts` {
    @Test(.timeLimit(.minutes(20)))
    func `of two servers behind a proxy fail no request, and lose and double nothing`() async throws {
        let victim = try await PostgresVictim()
        let load = Load()
        try await blocking {
            var servers = try victim.serve(2)
            defer {
                load.stop()
                for server in servers { server.kill() }
            }
            let relay = Relay(servers)
            load.start(8, at: 1) { _ in RelaySender(relay: relay, token: victim.token) }
            for round in 0..<Torture.count(3, torture: 100) {
                try load.expectAcknowledged(20, within: 30)
                #expect(servers[round % 2].terminate() == 0)
                servers[round % 2] = try victim.serve(1)[0]
                relay.replace(round % 2, by: servers[round % 2])
            }
            try load.expectAcknowledged(20, within: 30)
            load.stop()
            print("R30: \(load.ledger.acknowledged.count) acknowledged; connections: \(relay.report)")
            #expect(relay.unheard == [], "done, and ended without an answer")
            for server in servers { #expect(server.terminate() == 0) }
        }
        let stored = try await victim.stored()
        #expect(load.broken == [] && load.putOff == 0, "a request failed")
        #expect(load.ledger.pending.count <= 8, "more than one of each sender was never sent")
        try load.expectWhole(in: stored, Toll("R30 rolling restarts"))
    }
}
