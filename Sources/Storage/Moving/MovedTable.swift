/// A table that two stores have, and the statements that read it from one and write it into the other.
///
/// The only statements whose text is put together at run time: from the names in the catalogues, and once per move.
struct MovedTable: Sendable {
    /// How the changed rows of a table come to be as in the source.
    enum Rule: Sendable {
        /// Taken out and put in anew.
        case replaced
        /// Others refer to it, so its rows are changed in their place.
        case referredTo
        /// It refuses changes, in both stores: rows are only added.
        case kept
    }

    let name: String
    let columns: [String]
    /// By which rows are told apart, in both stores.
    let key: [String]
    /// Of the key's columns, as PostgreSQL writes them; of no use where neither store is on it.
    let keyTypes: [String]
    /// Where the key stands among the columns.
    let keyPlaces: [Int]
    let rule: Rule

    /// All rows in the order of their key, a page at a time.
    let first: Statement
    let next: Statement
    let count: Statement
    let insert: Statement
    let upsert: Statement
    let delete: Statement
    /// What the source wrote down of changes: number and key.
    let changes: Statement
    /// The rows of a page of changes as they are now.
    let changed: Statement
    let forget: Statement

    /// - Parameter types: by column, as PostgreSQL writes them.
    init(name: String, columns: [String], types: [String: String], key: [String], rule: Rule) {
        self.name = name
        self.columns = columns
        self.key = key
        self.rule = rule
        keyTypes = key.map { types[$0] ?? "text" }
        keyPlaces = key.compactMap { columns.firstIndex(of: $0) }
        let table = Self.quoted(name)
        let log = Self.quoted("moving_\(name)")
        let all = Self.list(columns)
        let keys = Self.list(key)
        func arrays(_ columns: [String]) -> String {
            columns.enumerated().map { "$\($0 + 1)::\(types[$1] ?? "text")[]" }.joined(separator: ", ")
        }
        first = Statement("\(name).first-page", "select \(all) from \(table) order by \(keys) limit $1")
        next = Statement(
            "\(name).next-page",
            "select \(all) from \(table) where (\(keys)) > (\(Self.numbers(key.count))) order by \(keys) "
                + "limit $\(key.count + 1)")
        count = Statement("\(name).count", "select count(*) from \(table)")
        let values = "insert into \(table) (\(all)) values (\(Self.numbers(columns.count)))"
        let rows = "insert into \(table) (\(all)) select * from unnest(\(arrays(columns)))"
        insert = Statement(
            "\(name).copy", "\(values) on conflict do nothing", many: "\(rows) on conflict do nothing")
        let others = columns.filter { !key.contains($0) }.map { "\(Self.quoted($0)) = excluded.\(Self.quoted($0))" }
        let change = others.isEmpty ? "nothing" : "update set \(others.joined(separator: ", "))"
        upsert = Statement(
            "\(name).change", "\(values) on conflict (\(keys)) do \(change)",
            many: "\(rows) on conflict (\(keys)) do \(change)")
        let match = key.enumerated().map { "\(Self.quoted($1)) = $\($0 + 1)" }.joined(separator: " and ")
        let matches = key.map { "t.\(Self.quoted($0)) = k.\(Self.quoted($0))" }.joined(separator: " and ")
        delete = Statement(
            "\(name).remove", "delete from \(table) where \(match)",
            many: "delete from \(table) t using unnest(\(arrays(key))) as k (\(keys)) where \(matches)")
        changes = Statement(
            "\(name).changes",
            "select moving_number, \(keys) from \(log) where moving_number > $1 order by moving_number limit $2")
        // the page first, whatever the planner thinks of its size
        changed = Statement(
            "\(name).changed",
            "select \(columns.map { "t.\(Self.quoted($0))" }.joined(separator: ", ")) "
                + "from (select distinct \(keys) from \(log) where moving_number > $1 and moving_number <= $2) k "
                + "cross join \(table) t where \(matches)")
        forget = Statement(
            "\(name).forget", "delete from \(log) where moving_number = $1",
            many: "delete from \(log) where moving_number = any($1::bigint[])")
    }

    /// What comes behind that key, or the first page without one.
    func page(after key: [SQLValue]?, limit: Int, in tx: borrowing Transaction) throws -> [[SQLValue]] {
        guard let key else { return try tx.rows(first, .integer(limit)).map(\.values) }
        return try tx.rows(next, key + [.integer(limit)]).map(\.values)
    }

    /// The key of a row.
    func key(of row: [SQLValue]) -> [SQLValue] { keyPlaces.map { row[$0] } }

    static func quoted(_ name: String) -> String { "\"\(name)\"" }

    static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }

    private static func numbers(_ count: Int) -> String {
        (1...max(count, 1)).map { "$\($0)" }.joined(separator: ", ")
    }
}
