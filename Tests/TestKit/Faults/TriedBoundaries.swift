import Storage
import Synchronization

/// Which boundaries have been come to, and which of them are cut.
final class TriedBoundaries: Sendable {
    static let everybodys = TriedBoundaries()
    /// How often a step that is called the same is looked at while it is refused.
    private static let looks = 2
    /// A short run cuts one of so many boundaries within a transaction: what they leave is the same, nothing.
    private static let share: UInt64 = 12

    private struct State {
        var boundaries: Set<String> = []
        var looks: [String: Int] = [:]
        var done: [String: Int] = [:]
    }

    private let state = Mutex<State>(State())

    /// How many there are on a store, cut or not.
    func count(on kind: StoreKind) -> Int {
        state.withLock { state in state.boundaries.count { $0.hasPrefix(kind.rawValue) } }
    }

    /// Whether the step was not seen to be done before, nor refused twice.
    func mayLook(at label: String, on kind: StoreKind) -> Bool {
        let name = "\(kind.rawValue) \(label)"
        return Torture.isLong
            || state.withLock { $0.done[name, default: 0] == 0 && $0.looks[name, default: 0] < Self.looks }
    }

    /// It was looked at.
    func saw(_ label: String, isDone: Bool, on kind: StoreKind) {
        let name = "\(kind.rawValue) \(label)"
        state.withLock { state in
            state.looks[name, default: 0] += 1
            if isDone { state.done[name, default: 0] += 1 }
        }
    }

    /// Whether nobody has come to it, and it is drawn.
    func isWanted(_ identity: String, _ boundary: Boundary, on kind: StoreKind) -> Bool {
        let name = "\(kind.rawValue) \(identity)"
        guard state.withLock({ $0.boundaries.insert(name).inserted }) else { return false }
        return boundary.isCommit || Torture.isLong || Self.number(of: name) % Self.share == 0
    }

    /// FNV-1a, begun with the seed: the same in each run, unlike Swift's own.
    private static func number(of name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325 ^ Torture.seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } >> 20
    }
}
