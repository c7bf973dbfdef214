import Foundation
import Synchronization
import TestKit
import Testing

/// Senders that go on while the store is away, and what each server answered them last.
final class Load: Sendable {
    /// Who did nothing for too long.
    struct TooLate: Error { var report: String }

    private struct State {
        var isOver = false
        var putOff = 0
        var broken: Set<Int> = []
        var lastDone: [Int: ContinuousClock.Instant] = [:]
    }

    let ledger = Ledger()
    private let threads = DispatchGroup()
    private let state = Mutex(State())

    /// Answers that said when to come back.
    var putOff: Int { state.withLock(\.putOff) }
    /// Servers that ended a connection without an answer.
    var broken: Set<Int> { state.withLock(\.broken) }

    /// So many senders, each on a thread of its own and with one of the servers.
    func start(_ senders: Int, on servers: [RunningServer], _ token: String) {
        start(senders, at: servers.count) { HTTPSender(connection: try servers[$0].connect(), token: token) }
    }

    /// So many senders, each on a thread of its own, shared out among so many places.
    func start(_ senders: Int, at places: Int, _ connect: @escaping @Sendable (_ place: Int) throws -> any Sender) {
        for number in 0..<senders {
            threads.enter()
            Thread { [self] in
                press(try? connect(number % places), number, at: number % places)
                threads.leave()
            }.start()
        }
    }

    /// Ends every sender after the answer that it waits for.
    func stop() {
        state.withLock { $0.isOver = true }
        threads.wait()
    }

    /// One sender: request after request, the same one again when it was put off.
    private func press(_ sender: (any Sender)?, _ number: Int, at server: Int) {
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

    /// Holds what was acknowledged against what a store holds, and adds it to the journal.
    func expectWhole(in stored: [String: Int], _ toll: Toll) throws {
        var toll = toll
        ledger.judge(stored, into: &toll)
        try Torture.note(toll)
        #expect(ledger.refused == [:])
        #expect(toll.lost == 0 && toll.doubled == 0, "\(toll)")
    }

    /// Waits until so many more requests have been acknowledged.
    func expectAcknowledged(_ more: Int, within seconds: Int) throws {
        let start = ContinuousClock.now
        let goal = ledger.acknowledged.count + more
        while case let count = ledger.acknowledged.count, count < goal {
            guard ContinuousClock.now - start < .seconds(seconds) else { throw TooLate(report: "\(count) of \(goal)") }
            usleep(5_000)
        }
    }

    /// Waits until each of the servers has done something after this moment.
    ///
    /// - Returns: how long that took.
    @discardableResult
    func expectAnswers(of servers: Range<Int>, within seconds: Int) throws -> Duration {
        let start = ContinuousClock.now
        while true {
            let text = state.withLock { "\($0.lastDone.mapValues { $0 - start }), \($0.putOff), \($0.broken)" }
            let late = state.withLock { state in servers.filter { (state.lastDone[$0] ?? start) <= start } }
            if late.isEmpty {
                print("back after \(ContinuousClock.now - start): \(text)")
                return ContinuousClock.now - start
            }
            guard ContinuousClock.now - start < .seconds(seconds) else { throw TooLate(report: "\(late): \(text)") }
            usleep(5_000)
        }
    }
}
