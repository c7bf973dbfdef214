import Engine
import Synchronization
import TestKit

/// Where mails go: it takes them, defers, refuses, or takes them and loses its answer.
final class SimulatedMailServer: Sendable {
    private struct State {
        /// In a hundred dialogues: so many go wrong.
        var trouble = 0
        var accepted: [OutgoingMessage] = []
        var refused: Set<String> = []
    }

    private let state = Mutex(State())
    private let random: SeededRandom
    private let trace: Trace

    init(random: SeededRandom, trace: Trace) {
        self.random = random
        self.trace = trace
    }

    /// What lies in mailboxes, in order.
    var accepted: [OutgoingMessage] { state.withLock { $0.accepted } }

    /// Whether an address was refused for good, to which less is written then.
    var hasRefused: Bool { state.withLock { !$0.refused.isEmpty } }

    func set(trouble: Int) { state.withLock { $0.trouble = trouble } }

    func deliver(_ message: OutgoingMessage) -> DeliveryOutcome {
        let draw = random.number(below: 100)
        let outcome = state.withLock { state -> DeliveryOutcome in
            if state.refused.contains(message.to) { return .undeliverable(reply: "550") }
            if draw < state.trouble {
                switch draw % 8 {
                case 0...3: return .retry(reply: "451")
                case 4...5:
                    state.accepted.append(message)
                    return .unknown(reply: "connection lost")
                case 6:
                    return .blocked(reply: "421")
                case _:
                    if state.refused.count < 2 { state.refused.insert(message.to) }
                    return .undeliverable(reply: "550")
                }
            }
            state.accepted.append(message)
            return .accepted
        }
        trace.note("mail \(message.id) to \(message.to): \(outcome)")
        return outcome
    }
}

/// One host's way to the mail server.
struct SimulatedDeliverer: Deliverer {
    let server: SimulatedMailServer
    let body: HostBody

    var atOnce: Int { 2 }

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        do {
            try await body.pass()
            let outcome = server.deliver(message)
            try await body.pass()
            if body.bug == .forgottenMail, case .retry = outcome { return .accepted }
            return outcome
        } catch {
            // nobody is there any more to hear it
            return .retry(reply: "killed")
        }
    }
}
