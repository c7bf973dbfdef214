import Foundation
import Synchronization
import TestKit
import Testing

/// PostgreSQL goes and comes back under load, and one of three servers dies.
@Suite struct `R25 restart under load` {
    @Test(.timeLimit(.minutes(20)))
    func `three servers say 503 in the gap, are back within 5 s, and lose and double nothing`() async throws {
        let server = try PostgresServer()
        let victim = try await PostgresVictim(on: server)
        let load = Load()
        try await blocking {
            let servers = try victim.serve(3)
            defer {
                load.stop()
                for server in servers { server.kill() }
            }
            let threads = DispatchGroup()
            for number in 0..<9 {
                Self.start(threads) { load.press(servers[number % 3], victim.token, number, at: number % 3) }
            }
            for _ in 0..<Torture.count(3, torture: 20) {
                // real time is the point here: load before the cut, and the gap that it leaves
                usleep(400_000)
                try server.stop(.immediate)
                usleep(200_000)
                try server.start()
                try load.expectAnswers(of: 0..<3, within: 5)
            }
            servers[0].kill()
            try load.expectAnswers(of: 1..<3, within: 5)
            load.stop()
            threads.wait()
            let last = HTTPSender(connection: try servers[1].connect(), token: victim.token)
            for entry in load.ledger.pending { load.ledger.note(try last.send(entry), of: entry) }
            #expect(load.ledger.pending == [])
            for server in servers[1...] { #expect(server.terminate() == 0) }
        }
        let stored = try await victim.stored()
        print("R25: \(load.ledger.acknowledged.count) acknowledged, \(load.putOff) answered 503")
        #expect(load.ledger.refused == [:])
        #expect(load.broken.subtracting([0]) == [], "only the one that was killed left anybody without an answer")
        #expect(load.ledger.acknowledged.map(\.key).filter { stored[$0] == nil } == [], "lost")
        #expect(stored.filter { $0.value > 1 } == [:], "doubled")
        #expect(load.ledger.acknowledged.count > 50 && load.putOff > 0, "too little load to mean anything")
    }

    private static func start(_ group: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
        group.enter()
        Thread {
            work()
            group.leave()
        }.start()
    }
}

/// Senders that go on while the store is away, and what each server answered them last.
private final class Load: Sendable {
    struct TooLate: Error { var report: String }

    private struct State {
        var isOver = false
        var putOff = 0
        var broken: Set<Int> = []
        var lastDone: [Int: ContinuousClock.Instant] = [:]
    }

    let ledger = Ledger()
    private let state = Mutex(State())

    /// Answers that said when to come back.
    var putOff: Int { state.withLock(\.putOff) }
    /// Servers that ended a connection without an answer.
    var broken: Set<Int> { state.withLock(\.broken) }

    func stop() { state.withLock { $0.isOver = true } }

    /// One sender: request after request, the same one again when it was put off.
    func press(_ living: RunningServer, _ token: String, _ number: Int, at server: Int) {
        let sender = (try? living.connect()).map { HTTPSender(connection: $0, token: token) }
        var entry = ledger.begin(number)
        while !state.withLock(\.isOver) {
            guard let outcome = try? sender?.send(entry) else {
                state.withLock { _ = $0.broken.insert(server) }
                return
            }
            ledger.note(outcome, of: entry)
            if case .unavailable = outcome {
                state.withLock { $0.putOff += 1 }
                usleep(20_000)
                continue
            }
            state.withLock { $0.lastDone[server] = .now }
            entry = ledger.begin(number)
        }
    }

    /// Waits until each of the servers has done something after this moment.
    func expectAnswers(of servers: Range<Int>, within seconds: Int) throws {
        let start = ContinuousClock.now
        while true {
            let text = state.withLock { "\($0.lastDone.mapValues { $0 - start }), \($0.putOff), \($0.broken)" }
            let late = state.withLock { state in servers.filter { (state.lastDone[$0] ?? start) <= start } }
            if late.isEmpty { return print("R25: back after \(ContinuousClock.now - start): \(text)") }
            guard ContinuousClock.now - start < .seconds(seconds) else { throw TooLate(report: "\(late): \(text)") }
            usleep(5_000)
        }
    }
}
