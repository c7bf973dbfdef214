import Synchronization

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
            return entry
        }
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

    var pending: [Entry] { state.withLock { Array($0.pending.values) } }
    var acknowledged: [Entry] { state.withLock { Array($0.acknowledged.values) } }
    var refused: [String: String] { state.withLock(\.refused) }
}
