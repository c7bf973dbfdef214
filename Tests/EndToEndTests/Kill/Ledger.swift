import Synchronization
import TestKit

/// What the senders know: which requests they made, and which were acknowledged.
final class Ledger: Sendable {
    /// One request, repeatable word for word.
    struct Entry: Sendable, Equatable {
        /// The idempotency key; the history holds it as data.
        var key: String
        /// Where it goes: a start, or an event of the instance.
        var instance: String?
    }

    private let state = Mutex<State>(State())

    private struct State {
        var pending: [String: Entry] = [:]
        var acknowledged: [String: Entry] = [:]
        var refused: [String: String] = [:]
        var instances: [String] = []
        /// The key of each sender's newest request.
        var last: [Int: String] = [:]
        var count = 0
    }

    /// Notes a new request before it is sent; every tenth one starts an instance.
    func begin(_ sender: Int) -> Entry {
        state.withLock { state in
            state.count += 1
            let isStart = state.instances.count < 4 || state.count.isMultiple(of: 10)
            let instance = isStart ? nil : state.instances[(state.count &* 7919) % state.instances.count]
            let entry = Entry(key: "k\(state.count)-\(sender)", instance: instance)
            state.pending[entry.key] = entry
            state.last[sender] = entry.key
            return entry
        }
    }

    /// The request of a sender that nobody answered.
    func unanswered(of sender: Int) -> Entry? {
        state.withLock { state in state.last[sender].flatMap { state.pending[$0] } }
    }

    /// The answer came; a started instance may get events now.
    func acknowledge(_ entry: Entry, started instance: String?) {
        state.withLock { state in
            state.pending[entry.key] = nil
            state.acknowledged[entry.key] = entry
            if let instance, entry.instance == nil { state.instances.append(instance) }
        }
    }

    /// An answer came that is no acknowledgement, though nobody asked for anything impossible.
    func refuse(_ entry: Entry, _ answer: String) { state.withLock { $0.refused[entry.key] = answer } }

    /// Notes what came of a request; one that was put off is still pending.
    func note(_ outcome: SendOutcome, of entry: Entry) {
        switch outcome {
        case .acknowledged(let instance): acknowledge(entry, started: instance)
        case .unavailable: break
        case .refused(let words): refuse(entry, words)
        }
    }

    /// Holds what was acknowledged against how often each key is stored.
    func judge(_ stored: [String: Int], into toll: inout Toll) {
        let acknowledged = acknowledged
        toll.acknowledged = acknowledged.count
        let lost = acknowledged.map(\.key).filter { stored[$0] == nil }
        let doubled = stored.filter { $0.value > 1 }.map(\.key)
        toll.lost = lost.count
        toll.doubled = doubled.count
        toll.examples = Array((lost + doubled).sorted().prefix(5))
    }

    var pending: [Entry] { state.withLock { Array($0.pending.values) } }
    var acknowledged: [Entry] { state.withLock { Array($0.acknowledged.values) } }
    var refused: [String: String] { state.withLock(\.refused) }
}
