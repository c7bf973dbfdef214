import Statecharts
import Storage

/// Mails of the standing turns that nobody will get (`format.md` 7).
extension Viewing {
    /// For whoever asked: of each turn the newest mail to each of its people, where that one was refused for good.
    ///
    /// A mail that left later, or waits to, takes the place of the refused one. Turns of rights and staff groups have no
    /// address that whoever asked could correct.
    /// - Parameter offers: what the caller may send now.
    func undelivered(offers: [Offer], in tx: borrowing Transaction) throws -> [(
        state: String, role: String, Undelivered
    )] {
        let definition = work.definition
        let isTold = try caller == .system || roles(in: tx).contains(definition.asker)
        guard isTold, !work.row.isFinal else { return [] }
        var mails: [Row]?
        var found: [(state: String, role: String, Undelivered)] = []
        for index in work.snapshot.configuration.active {
            let node = definition.states[index]
            for task in node.tasks {
                let fields = Set(definition.role(task.role)?.sources.compactMap(\.contextField) ?? [])
                guard !fields.isEmpty, let entered = work.row.stays[node.name] else { continue }
                let rows = try mails ?? tx.rows(OutboxTable.newestOfInstance, .text(work.row.id.text))
                mails = rows
                let kinds = Set(definition.mails.values.filter { $0.to.contains(task.role) }.map(\.name))
                for holder in try work.roles.holders(of: [task.role], context: work.row.context, in: tx) {
                    let key = work.parts.outbox.keys.personKey(holder.email)
                    let newest = try rows.first { row in
                        try row.integer(5) >= entered && row.optionalBytes(1) == key && kinds.contains(row.text(0))
                    }
                    guard let newest, try newest.text(3) == "undeliverable" else { continue }
                    let reply = try newest.optionalText(4)
                    let refused = Undelivered(
                        mail: try newest.text(0), to: holder.email, at: try newest.timestamp(2),
                        cause: Undelivered.Cause(reply: reply), reason: Undelivered.reason(reply: reply),
                        corrections: corrections(of: fields, among: offers))
                    found.append((node.name, task.role, refused))
                }
            }
        }
        return found
    }

    private func corrections(of fields: Set<String>, among offers: [Offer]) -> [String] {
        let definition = work.definition
        return offers.map(\.name).filter { name in
            work.snapshot.configuration.active.contains { state in
                definition.states[state].on.contains { event in
                    event.name == name
                        && ([event.shared] + event.branches.map(\.block)).contains { block in
                            block.set.contains { fields.contains($0.name) }
                        }
                }
            }
        }
    }
}

extension Role.Source {
    /// The context field that names people.
    fileprivate var contextField: String? { if case .context(let field) = self { field } else { nil } }
}
