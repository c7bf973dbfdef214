import Statecharts
import Storage

/// Looking for instances.
extension Engine {
    /// Instances that a person may see and is named in or has a turn of a group's in; all for the product itself.
    ///
    /// Newest first. A page may hold fewer than asked for and yet have a next one: no page looks at more than 2,000.
    public func search(_ search: InstanceSearch, as caller: Caller) async throws(EngineError) -> InstancePage {
        if let before = search.before, !before.isWellFormed { return InstancePage(instances: [], next: nil) }
        return try await looking { tx in
            var page = InstancePage(instances: [], next: nil)
            var before = search.before ?? Self.last
            var looked = 0
            let limit = max(1, min(search.limit, Limits.listMax))
            while true {
                let ids = try self.candidates(of: search, before: before, as: caller, in: tx)
                for id in ids {
                    guard page.instances.count < limit, looked < Limits.searchMax else {
                        page.next = before
                        return page
                    }
                    (before, looked) = (id, looked + 1)
                    if let found = try self.found(id, by: search, as: caller, in: tx) { page.instances.append(found) }
                }
                if ids.count < Limits.listMax { return page }
            }
        }
    }

    /// Whatever may be on the page, newest first; fewer than 200 only at the end.
    private func candidates(
        of search: InstanceSearch, before: InstanceID, as caller: Caller, in tx: borrowing Transaction
    ) throws -> [InstanceID] {
        guard let person = caller.person else {
            guard caller == .system else { return [] }
            if search.isStuck {
                return try tx.rows(InstanceTable.stuckBefore, .text(before.text), .integer(Limits.listMax))
                    .map { InstanceID(try $0.text(0)) }
            }
            return try tx.rows(
                ListingTable.pageBefore, .text(orNull: search.workflow), .null, .text(before.text),
                .integer(Limits.listMax)
            ).map { InstanceID(try $0.text(0)) }
        }
        var ids: Set<InstanceID> = []
        for address in person.addresses {
            let key = parts.outbox.keys.personKey(address)
            let rows = try tx.rows(
                MentionTable.ofPersonBefore, .bytes(key), .text(before.text), .integer(Limits.listMax))
            for row in rows { ids.insert(InstanceID(try row.text(0))) }
        }
        for group in try person.id.map({ try parts.directory.groups($0, tx) }) ?? [] {
            let rows = try tx.rows(
                TaskTable.ofGroupBefore, .text(group.text), .text(before.text), .integer(Limits.listMax))
            for row in rows { ids.insert(InstanceID(try row.text(0))) }
        }
        return Array(ids.sorted { $0.text > $1.text }.prefix(Limits.listMax))
    }

    private func found(
        _ id: InstanceID, by search: InstanceSearch, as caller: Caller, in tx: borrowing Transaction
    ) throws -> InstanceSummary? {
        let viewing: Viewing
        do {
            viewing = try self.viewing(id, as: caller, in: tx)
        } catch let error as EngineError where error.code == .notFound {
            return nil
        }
        let work = viewing.work
        guard search.takes(work.row, of: work.definition) else { return nil }
        var summary = InstanceSummary(work.row, of: work.definition)
        summary.isUndelivered = try !viewing.undelivered(offers: [], in: tx).isEmpty
        return summary
    }

    /// Behind every id.
    private static let last = InstanceID("ffffffff-ffff-ffff-ffff-ffffffffffff")
}
