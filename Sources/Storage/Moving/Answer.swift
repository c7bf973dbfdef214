import Synchronization

/// What work beside a transaction has found, for its body.
final class Answer<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)

    var value: Value? { state.withLock(\.self) }

    func give(_ value: Value) { state.withLock { $0 = value } }
}
