import Foundation
import Storage
import TestKit

extension WebWorld {
    /// Every row of every table, but when sessions were used last; equal iff nothing was written.
    func everything() async throws -> [String] {
        try await database.read { tx in
            var dump: [String] = []
            for table in try tx.rows(Self.tables) {
                let name = try table.text(0)
                let columns = try tx.rows(Self.columns(of: name)).map { try $0.text(0) }.filter { $0 != "used_at" }
                dump += try tx.rows(Self.content(of: name, columns)).map { "\(name): \(try $0.text(0))" }
            }
            return dump
        }
    }

    private static let tables = Statement(
        "test.tables", sqlite: "select name from sqlite_master where type = 'table' order by name",
        postgres: """
            select relname from pg_class where relnamespace = 'genkan'::regnamespace and relkind in ('r', 'p') \
            and not relispartition order by relname
            """)

    private static func columns(of table: String) -> Statement {
        Statement(
            "test.columns", sqlite: "select name from pragma_table_info('\(table)')",
            postgres: """
                select attname from pg_attribute where attrelid = 'genkan.\(table)'::regclass and attnum > 0 \
                order by attnum
                """)
    }

    private static func content(of table: String, _ columns: [String]) -> Statement {
        let quoted = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
        let written = columns.map { "coalesce(\"\($0)\"::text, 'null')" }.joined(separator: " || ',' || ")
        return Statement(
            "test.content", sqlite: "select \(quoted) as line from \"\(table)\" order by line",
            postgres: "select \(written) as line from \"\(table)\" order by line")
    }
}
