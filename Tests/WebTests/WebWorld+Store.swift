import Foundation
import Storage
import TestKit

extension WebWorld {
    /// Every row of every table, but when sessions were used last; equal iff nothing was written.
    func everything() async throws -> [String] {
        let names = try await database.read { tx in
            try tx.rows(Statement("test.tables", "select name from sqlite_master where type = 'table' order by name"))
                .map { try $0.text(0) }
        }
        var dump: [String] = []
        for name in names {
            let columns = try await database.read { tx in
                try tx.rows(Statement("test.columns", "select name from pragma_table_info('\(name)')"))
                    .map { try $0.text(0) }
            }
            let cells = columns.filter { $0 != "used_at" }.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
            dump += try await database.read { tx in
                try tx.rows(Statement("test.dump", "select \(cells) as line from \"\(name)\" order by line"))
                    .map { "\(name): \(try $0.text(0))" }
            }
        }
        return dump
    }
}
