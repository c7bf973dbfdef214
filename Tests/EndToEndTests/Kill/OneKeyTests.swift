import Foundation
import Statecharts
import Synchronization
import TestKit
import Testing

/// Many send the same request at once, to three servers of which one is killed.
@Suite struct `R8 C47 one key` {
    private static let clients = 64

    @Test(.timeLimit(.minutes(10)))
    func `of 64 clients of three servers is done once, whichever server is killed meanwhile`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let random = SeededRandom(seed: seed)
        let rounds = Torture.count(3, torture: 50)
        let victim = try await PostgresVictim()
        let answers = try await blocking {
            var servers = try victim.serve(3)
            defer { for server in servers { server.kill() } }
            var answers: [String: Set<String>] = [:]
            for round in 0..<rounds {
                let entry = Ledger.Entry(key: "one-\(round)", instance: nil)
                let number = random.number(below: 3)
                let pause = random.number(below: 40)
                answers[entry.key] = Self.ask(entry, victim.token, of: servers) {
                    // real time is the point here: the moment of the kill is what is drawn
                    usleep(UInt32(pause * 1_000))
                    servers[number].kill()
                }
                servers[number] = try victim.serve(1)[0]
            }
            return answers
        }
        let stored = try await victim.stored()
        var toll = Toll("R8 one key", seed: seed)
        toll.kills = rounds
        toll.acknowledged = answers.count
        toll.lost = answers.keys.count { stored[$0] == nil }
        toll.doubled = stored.count { $0.value > 1 }
        try Torture.note(toll)
        #expect(toll.lost == 0 && toll.doubled == 0, "seed \(seed)")
        #expect(answers.filter { $0.value.count != 1 } == [:], "not all were told of the same instance; seed \(seed)")
    }

    /// Asks until each client has its answer: a server that is gone is left for the next one.
    /// - Returns: the instances that were named.
    private static func ask(
        _ entry: Ledger.Entry, _ token: String, of servers: [RunningServer], meanwhile: () -> Void
    ) -> Set<String> {
        let named = Mutex<Set<String>>([])
        let group = DispatchGroup()
        for client in 0..<clients {
            group.enter()
            Thread {
                let instance = answer(entry, token, of: servers, from: client)
                named.withLock { _ = $0.insert(instance) }
                group.leave()
            }.start()
        }
        meanwhile()
        group.wait()
        return named.withLock(\.self)
    }

    private static func answer(
        _ entry: Ledger.Entry, _ token: String, of servers: [RunningServer], from client: Int
    ) -> String {
        var refusals = ""
        for turn in client..<client + 1_000 {
            guard let connection = try? servers[turn % servers.count].connect() else { continue }
            let sender = HTTPSender(connection: connection, token: token)
            while let answer = try? sender.ask(entry) {
                if answer.status == 201, let id = answer.json?["id"]?.stringValue { return id }
                // 409: another one asks just now; 503: the store was asked to wait
                guard [409, 503].contains(answer.status), answer.headers["retry-after"] != nil else {
                    return "\(answer.status) \(answer.body)"
                }
                refusals = answer.body
                // the wait that the answer asks for, shortened: nothing here can be told when a real server is free again
                usleep(20_000)
            }
        }
        return "no answer; \(refusals)"
    }
}
