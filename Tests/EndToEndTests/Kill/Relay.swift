import Foundation
import Synchronization

/// What a proxy before several servers does, for requests that bear a key and may be repeated.
///
/// Each goes to one of them by a connection that is kept; where that one takes no connection, or ends it without an answer,
/// to another one.
final class Relay: Sendable {
    private struct State {
        var ports: [Int]
        var asked = 0
        var refused = 0
        var unanswered = 0
        var unheard: [String] = []
    }

    private let state: Mutex<State>

    init(_ servers: [RunningServer]) { state = Mutex(State(ports: servers.map(\.port))) }

    /// Connections that were not taken, and requests whose connection ended without an answer.
    var report: String { state.withLock { "\($0.refused) not taken, \($0.unanswered) not answered" } }

    /// Requests that a server did without answering them: their repeat was answered by what was stored.
    var unheard: [String] { state.withLock(\.unheard) }

    /// A server was started anew.
    func replace(_ number: Int, by server: RunningServer) { state.withLock { $0.ports[number] = server.port } }

    /// One after the other.
    fileprivate func next() -> Int {
        state.withLock { state in
            state.asked += 1
            return state.ports[state.asked % state.ports.count]
        }
    }

    fileprivate func noteRefused() { state.withLock { $0.refused += 1 } }
    fileprivate func noteUnanswered() { state.withLock { $0.unanswered += 1 } }
    fileprivate func noteUnheard(_ key: String) { state.withLock { $0.unheard.append(key) } }
}

/// One client of the relay; its connections are kept.
final class RelaySender: Sender {
    private let relay: Relay
    private let token: String
    private var connections: [Int: HTTPConnection] = [:]

    init(relay: Relay, token: String) { (self.relay, self.token) = (relay, token) }

    func send(_ entry: Ledger.Entry) throws -> SendOutcome {
        for _ in 0..<20 {
            let port = relay.next()
            guard let connection = try? connections[port] ?? HTTPConnection(port: port) else {
                relay.noteRefused()
                continue
            }
            connections[port] = connection
            do {
                let sender = HTTPSender(connection: connection, token: token)
                let answer = try sender.ask(entry)
                if answer.headers["idempotent-replayed"] != nil { relay.noteUnheard(entry.key) }
                return sender.outcome(of: answer, to: entry)
            } catch is HTTPConnection.Broken {
                relay.noteUnanswered()
                connections[port] = nil
            }
        }
        throw HTTPConnection.Broken()
    }
}
