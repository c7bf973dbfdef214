import Foundation
import Storage
import Synchronization

/// How many boundaries were cut, told when the process of the tests ends.
enum CoveredBoundaries {
    private struct Counts {
        var steps = 0
        var flows: [String: Int] = [:]
    }

    private static let counts = Mutex<[StoreKind: Counts]>([:])

    static func add(_ cuts: [Boundary], of scene: Scene) {
        let isFirst = counts.withLock { counts in
            let isFirst = counts.isEmpty
            counts[scene.kind, default: Counts()].steps += 1
            for cut in cuts { counts[scene.kind, default: Counts()].flows[scene.workflow(of: cut), default: 0] += 1 }
            return isFirst
        }
        if isFirst { atexit { CoveredBoundaries.tell() } }
    }

    private static func tell() {
        for (kind, counts) in counts.withLock({ $0 }).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let flows = counts.flows.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let all = counts.flows.values.reduce(0, +)
            let known = Torture.isLong ? "" : " of \(TriedBoundaries.everybodys.count(on: kind))"
            let list = flows.joined(separator: ", ")
            print("R3 \(kind.rawValue): cut at \(all)\(known) boundaries in \(counts.steps) steps: \(list)")
            print("R3 the same again: GENKAN_SEED=\(Torture.seed)")
        }
    }
}
