public import Statecharts
public import Storage

/// Reads a whole store from outside and says where an invariant does not hold; writes nothing.
///
/// Instances are read a slice at a time, each slice with all that belongs to it in one snapshot: never half a commit,
/// beside running servers, and with the same memory however large the store is.
public struct Checker: Sendable {
    let database: any Database
    let topics: [String: Topic]
    let known: Catalog?
    let keys: SealKeys
    let now: Timestamp
    var bounds = CheckSlice.Bounds()

    /// Makes one.
    /// - Parameters:
    ///   - topics: as `topics.yaml` declares them.
    ///   - known: definitions that were read before and need not be read again where the store has the same.
    ///   - keys: those of the store, by which tasks and links are of people.
    ///   - now: what is late, and what is not.
    public init(
        database: any Database, topics: [String: Topic], known: Catalog? = nil, keys: SealKeys, now: Timestamp
    ) {
        self.database = database
        self.topics = topics
        self.known = known
        self.keys = keys
        self.now = now
    }

    /// Reads everything.
    /// - Parameter progress: told after each slice how many instances were read so far.
    public func check(progress: @Sendable (_ instances: Int) -> Void = { _ in }) async throws -> CheckerReport {
        var report = CheckerReport()
        report.add(
            try await database.read { tx in
                try CheckTable.whole.flatMap { try $0.violations([], now: now, in: tx) }
            })
        var (catalog, broken) = try await definitions()
        report.add(broken)
        var next: InstanceID? = InstanceID(RepairTable.firstPlace)
        while let place = next {
            let slice = try await database.read { tx in
                try CheckSlice(after: place, bounds: bounds, now: now, in: tx)
            }
            // one may have been deployed since
            if slice.instances.contains(where: { catalog.definition(id: $0.definitionID) == nil }) {
                catalog = try await definitions().catalog
            }
            add(slice, to: &report, catalog)
            progress(report.instances)
            next = slice.place
        }
        return report
    }

    private func definitions() async throws -> (catalog: Catalog, broken: [Violation]) {
        let read = try await database.read { tx in try Catalog.readable(topics: topics, known: known, in: tx) }
        return (read.catalog, read.broken.map { Violation(.definition, nil, $0) })
    }

    private func add(_ slice: CheckSlice, to report: inout CheckerReport, _ catalog: Catalog) {
        report.add(slice.violations)
        for instance in slice.instances {
            let definition = catalog.definition(id: instance.definitionID)
            let rows = slice.rows[instance.id] ?? CheckedRows()
            let check = InstanceCheck(
                instance, rows, waitsForNothing: slice.waiting.contains(instance.id), definition: definition,
                keys: keys)
            report.add(
                check.violations, instances: 1, entries: rows.history.count, unread: definition == nil ? 1 : 0)
        }
        let known = Set(slice.instances.map(\.id))
        for (id, rows) in slice.rows where !known.contains(id) {
            for mail in rows.mails { report.add(Violation(.oneMail, id.text, "no entry names mail \(mail.id)")) }
        }
    }
}
