import Statecharts
import Storage

/// Some instances with all that the store holds of them, read in one snapshot.
struct CheckSlice: Sendable {
    /// What bounds the memory; one instance alone may have more entries.
    struct Bounds: Sendable {
        var instances = 1_000
        var entries: Int64 = 20_000
    }

    let instances: [CheckedInstance]
    let rows: [InstanceID: CheckedRows]
    /// What SQL found.
    let violations: [Violation]
    /// Instances that wait for nothing that SQL can see; whether they may follows from their definitions.
    let waiting: Set<InstanceID>
    /// Where the next slice begins; absent behind the last.
    let place: InstanceID?

    init(after place: InstanceID, bounds: Bounds, now: Timestamp, in tx: borrowing Transaction) throws {
        let read = try CheckRows.instances(after: place, limit: bounds.instances, in: tx)
        var instances: [CheckedInstance] = []
        var entries: Int64 = 0
        for instance in read {
            entries += instance.revision
            if entries > bounds.entries, !instances.isEmpty { break }
            instances.append(instance)
        }
        let isLast = instances.count == read.count && read.count < bounds.instances
        let last = isLast ? InstanceID(RepairTable.lastPlace) : instances.last?.id ?? place
        self.instances = instances
        self.place = isLast ? nil : last
        rows = try CheckRows.rows(after: place, through: last, in: tx)
        let range = [SQLValue.text(place.text), .text(last.text)]
        violations = try CheckTable.sliced.flatMap { try $0.violations(range, now: now, in: tx) }
        waiting = try Self.waiting(range, in: tx)
    }

    private static func waiting(_ range: [SQLValue], in tx: borrowing Transaction) throws -> Set<InstanceID> {
        var waiting: Set<InstanceID> = []
        for row in try tx.rows(CheckTable.waitingForNothing, range) {
            let id = try row.text(0)
            guard try tx.rows(CheckTable.child, .text(id)).isEmpty else { continue }
            guard try tx.rows(CheckTable.arriving, .text(id)).isEmpty else { continue }
            waiting.insert(InstanceID(id))
        }
        return waiting
    }
}

extension CheckTable.Question {
    /// What its statement names.
    func violations(_ range: [SQLValue], now: Timestamp, in tx: borrowing Transaction) throws -> [Violation] {
        let time = patience.map { now.adding(Span(microseconds: -$0.microseconds)).sql }
        return try tx.rows(statement, range + (time.map { [$0] } ?? [])).map { row in
            Violation(invariant, try row.optionalText(0), try row.text(1))
        }
    }
}
