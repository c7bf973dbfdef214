import Statecharts
import Storage

/// Comparing what the store holds.
extension Comparison {
    /// An instance that is not as its history asks.
    struct Found {
        var id: InstanceID
        var differences: [Difference]
        var troubles: [String]
    }

    /// One instance, under its lock or in a snapshot.
    static func of(
        _ row: InstanceRow, by definition: Definition, keys: SealKeys, in tx: borrowing Transaction
    ) throws -> Comparison {
        var stored = try histories(from: row.id, through: row.id, in: tx)[row.id] ?? Stored()
        try readRows(of: row.id, into: &stored, in: tx)
        return Comparison(row, stored, by: definition, keys: keys)
    }

    /// Instances with something to put right or to tell, of the live ones behind a place; those whose definition is not
    /// held here are left to whoever holds it.
    static func ofSlice(
        after place: InstanceID, through last: InstanceID, limit: Int, catalog: Catalog, keys: SealKeys,
        in tx: borrowing Transaction
    ) throws -> (looked: [InstanceID], found: [Found]) {
        let looked = try tx.rows(RepairTable.live, .text(place.text), .text(last.text), .integer(limit)).map {
            InstanceID(try $0.text(0))
        }
        guard let first = looked.first, let last = looked.last else { return (looked, []) }
        var all = try histories(from: first, through: last, in: tx)
        for row in try tx.rows(RepairTable.links, .text(first.text), .text(last.text)) {
            all[InstanceID(try row.text(0)), default: Stored()].links.append(try link(row))
        }
        for row in try tx.rows(RepairTable.subscriptions, .text(first.text), .text(last.text)) {
            all[InstanceID(try row.text(0)), default: Stored()].heard.append(try pair(row))
        }
        var found: [Found] = []
        for id in looked {
            do {
                guard let row = try InstanceTable.row(id, catalog: catalog, in: tx),
                    let definition = catalog.definition(id: row.definitionID)
                else { continue }
                var stored = all[id] ?? Stored()
                stored.timers = try TimerTable.rows(of: id, in: tx)
                stored.tasks = try TaskTable.rows(of: id, in: tx)
                let comparison = Comparison(row, stored, by: definition, keys: keys)
                guard !comparison.differences.isEmpty || !comparison.troubles.isEmpty else { continue }
                found.append(Found(id: id, differences: comparison.differences, troubles: comparison.troubles))
            } catch let error as EngineError where error.code == .definitionUnsupported {
                continue
            } catch let broken as BrokenInvariant {
                found.append(Found(id: id, differences: [], troubles: [broken.sentence]))
            }
        }
        return (looked, found)
    }

    private static func histories(
        from first: InstanceID, through last: InstanceID, in tx: borrowing Transaction
    ) throws -> [InstanceID: Stored] {
        var all: [InstanceID: Stored] = [:]
        for row in try tx.rows(RepairTable.history, .text(first.text), .text(last.text)) {
            let entry = RecordedEntry(
                revision: try row.integer(1), at: try row.timestamp(2), entry: try row.text(3),
                fields: try row.optionalText(4))
            all[InstanceID(try row.text(0)), default: Stored()].history.append(entry)
        }
        return all
    }

    private static func readRows(
        of id: InstanceID, into stored: inout Stored, in tx: borrowing Transaction
    ) throws {
        stored.timers = try TimerTable.rows(of: id, in: tx)
        stored.tasks = try TaskTable.rows(of: id, in: tx)
        stored.links = try tx.rows(RepairTable.links, .text(id.text), .text(id.text)).map(link)
        stored.heard = try tx.rows(RepairTable.subscriptions, .text(id.text), .text(id.text)).map(pair)
    }

    private static func link(_ row: Row) throws -> StoredLink {
        StoredLink(
            id: try row.text(1), expiresAt: try row.optionalTimestamp(2), isEnded: try row.optionalText(3) != nil)
    }

    private static func pair(_ row: Row) throws -> TopicKey {
        TopicKey(topic: try row.text(1), key: try row.text(2))
    }
}
