import Storage
import TestKit

/// Every row of every table of a store, read by what SQL itself knows of the tables: nothing of the mover's is used.
struct StoreContents: Equatable {
    /// Rows as sorted lines of `column=value`, by table.
    let tables: [String: [String]]

    private static let names = Statement(
        "test.tables",
        sqlite: "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'",
        postgres: """
            select c.relname from pg_class c where c.relnamespace = 'genkan'::regnamespace and c.relkind in ('r', 'p') \
            and not c.relispartition
            """)

    init(of database: any Database) async throws {
        tables = try await database.read { tx in
            var tables: [String: [String]] = [:]
            for row in try tx.rows(Self.names) {
                let name = try row.text(0)
                guard name != "schema_migration", name != "store_move", !name.hasPrefix("moving_") else { continue }
                tables[name] = try tx.rows(Statement("test.all-rows", "select * from \"\(name)\"")).map { row in
                    zip(row.columns, row.values).filter { $0.0 != "writer_xid" }.map { "\($0)=\($1)" }.sorted()
                        .joined(separator: " ")
                }.sorted()
            }
            return tables
        }
    }

    /// Tables in which nothing is.
    var empty: [String] { tables.filter(\.value.isEmpty).keys.sorted() }

    /// Where two stores differ, in words.
    func difference(from other: StoreContents) -> [String] {
        Set(tables.keys).union(other.tables.keys).sorted().compactMap { name in
            let (mine, theirs) = (tables[name] ?? [], other.tables[name] ?? [])
            guard mine != theirs else { return nil }
            let odd = Set(mine).symmetricDifference(theirs).sorted().prefix(2)
            return "\(name): \(mine.count) and \(theirs.count) rows, \(odd.joined(separator: " | "))"
        }
    }
}
