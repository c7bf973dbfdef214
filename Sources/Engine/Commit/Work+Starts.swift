import Logging
import Statecharts
import Storage

/// Instances that a step starts.
extension Work {
    /// Starts instances in the same commit; a refusal refuses the command where somebody can be told.
    func startChildren(
        of step: Step, from origin: Record, entry: inout HistoryEntry, in tx: borrowing Transaction
    ) throws -> [InstanceID] {
        var started: [InstanceID] = []
        var number = 0
        for case .start(let start) in step.effects {
            let seed = Self.childSeed(of: seed, revision: row.revision, number: number)
            number += 1
            do {
                let child = try tx.savepoint {
                    try StartRun(
                        parts: parts, workflow: start.workflow, event: start.event, caller: .system, seed: seed,
                        now: now, depth: depth + 1
                    ).perform(values: start.data, in: tx)
                }
                // its actions may have changed people and rights
                directory.forget()
                started.append(child.work.row.id)
                entry.started.append(child.work.row.id.text)
                if let event = start.done { child.work.promiseEnd(as: event, to: row.id, in: tx) }
            } catch let error as EngineError where !start.isRefusable && error.code.status < 500 {
                entry.notStarted.append((start.workflow, error.code.rawValue))
                takeBack(start, from: origin, entry: &entry)
                parts.logger.warning(
                    "an instance was not started",
                    metadata: [
                        "instance": "\(row.id)", "workflow": "\(start.workflow)", "reason": "\(error.code.rawValue)",
                    ])
            }
        }
        return started
    }

    /// The id of each instance that the next step starts; the context holds it before the instance is there.
    var childIDs: @Sendable (Int) -> String {
        { [seed, now, revision = row.revision + 1] number in
            var stream = RandomStream(seed: Self.childSeed(of: seed, revision: revision, number: number))
            return stream.uuid(at: now)
        }
    }

    /// A function of the command's seed and the place, so that a re-run makes the same instances.
    private static func childSeed(of seed: [UInt8], revision: Int64, number: Int) -> [UInt8] {
        var place: [UInt8] = [2]
        for shift in stride(from: Int64(56), through: 0, by: -8) {
            place.append(UInt8(truncatingIfNeeded: revision >> shift))
        }
        for shift in stride(from: 24, through: 0, by: -8) { place.append(UInt8(truncatingIfNeeded: number >> shift)) }
        var stream = RandomStream(seed: seed + place)
        return stream.bytes(16)
    }

    /// The context does not keep the id of an instance that refused to start.
    private func takeBack(_ start: StartEffect, from origin: Record, entry: inout HistoryEntry) {
        guard let field = start.into else { return }
        var value: Value?
        if case .list(let elements) = row.context[field] { value = .list(elements.filter { $0 != .text(start.id) }) }
        if case .list(let elements) = value, elements.isEmpty, origin[field] == nil { value = nil }
        row.context[field] = value
        snapshot.context[field] = value
        entry.step.snapshot.context[field] = value
        entry.step.set[field] = value == origin[field] ? nil : value
        if value == nil, origin[field] != nil { entry.step.unset = (entry.step.unset + [field]).sorted() }
    }
}
