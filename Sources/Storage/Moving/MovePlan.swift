/// What is moved, and in which order: read from both stores' catalogues, so that no table can be forgotten.
struct MovePlan: Sendable {
    /// Every table behind those that it refers to.
    let tables: [MovedTable]

    /// - Throws: ``DatabaseError/Code/other`` if the stores do not have the same tables with the same columns.
    init(_ source: StoreSchema, _ target: StoreSchema) throws {
        let names = source.tables.keys.sorted()
        guard names == target.tables.keys.sorted() else {
            throw Self.unequal(Set(names).symmetricDifference(target.tables.keys).sorted().joined(separator: ", "))
        }
        var moved: [String: MovedTable] = [:]
        var parents: [String: Set<String>] = [:]
        let referredTo = [source, target].flatMap(\.tables.values).reduce(into: Set()) { $0.formUnion($1.parents) }
        for name in names {
            guard let here = source.tables[name], let there = target.tables[name] else { continue }
            guard here.columns.sorted() == there.columns.sorted() else { throw Self.unequal(name) }
            // where one store keeps rows by month, its key has the time, too
            let key = here.key.count <= there.key.count ? here.key : there.key
            guard !key.isEmpty else { throw Self.unequal("\(name) without a key") }
            let isKept = here.isKept || there.isKept
            moved[name] = MovedTable(
                name: name, columns: here.columns.sorted(),
                types: here.types.merging(there.types) { $0.isEmpty ? $1 : $0 },
                key: key, rule: isKept ? .kept : referredTo.contains(name) ? .referredTo : .replaced)
            parents[name] = here.parents.union(there.parents)
        }
        tables = Self.sorted(names, parents).compactMap { moved[$0] }
    }

    private static func sorted(_ names: [String], _ parents: [String: Set<String>]) -> [String] {
        var order: [String] = []
        func add(_ name: String) {
            guard !order.contains(name) else { return }
            for parent in parents[name, default: []].sorted() { add(parent) }
            order.append(name)
        }
        for name in names { add(name) }
        return order
    }

    private static func unequal(_ what: String) -> DatabaseError {
        DatabaseError(
            .other, message: "the two stores do not have the same tables (\(what)); report it, nothing was moved")
    }
}
