import Foundation
import Statecharts
import TestKit
import Testing

/// Nothing is read where it may not have arrived yet, also when a standby comes first in the URL.
@Suite struct `R27 C12 a standby that lags` {
    @Test(.timeLimit(.minutes(5)))
    func `answers nobody: who has written reads what was written`() async throws {
        let pair = try PostgresPair()
        let victim = try await PostgresVictim(on: pair.primary, or: [pair.standby])
        let name = victim.place.name
        try await blocking {
            try pair.standby.wait(for: "select 1 from pg_database where datname = '\(name)'")
            try pair.standby.wait(for: "select 1 from pg_tables where tablename = 'history'", in: name)
            try pair.standby.configure("recovery_min_apply_delay = '1h'")
            try pair.standby.wait(for: "select 1 where current_setting('recovery_min_apply_delay') = '1h'")
            let server = try RunningServer(
                url: pair.standby.url(name, or: [pair.primary]), victim.options, environment: victim.place.environment)
            defer { server.kill() }
            let sender = HTTPSender(connection: try server.connect(), token: victim.token)
            guard case .acknowledged(let id?) = try sender.send(Ledger.Entry(key: "first", instance: nil)) else {
                Issue.record("the start was not answered by an instance")
                return
            }
            for number in 2...40 {
                let done = try sender.ask(Ledger.Entry(key: "k\(number)", instance: id))
                #expect(done.json?["revision"]?.integerValue == Int64(number), "\(done.body)")
                let seen = try server.connect().send(
                    "GET", "/api/v1/instances/\(id)", headers: ["Authorization": "Bearer \(victim.token)"])
                #expect(seen.json?["revision"]?.integerValue == Int64(number), "\(seen.body)")
            }
            let count = "select count(*) from genkan.history;"
            #expect(try pair.primary.psql(name, script: count) == "40\n")
            #expect(try pair.standby.psql(name, script: count) == "0\n", "the standby did not lag")
            #expect(server.terminate() == 0)
        }
    }
}
