import Storage
import TestKit

/// A statement of a test, in words of SQLite.
func sqlite(_ sql: String) -> Statement {
    Statement("test.statement", sqlite: sql, postgres: sql)
}

/// The tables and statements that the tests of a store share.
enum Ledger {
    static let schema = [
        sqlite(
            """
            create table entry (
                id integer not null primary key,
                name text not null,
                amount integer not null,
                constraint amount_is_not_negative check (amount >= 0)
            ) strict
            """
        ),
        sqlite("create unique index entry_name on entry (name)"),
        sqlite("create table note (entry_id integer not null references entry, body blob) strict"),
    ]
    static let add = Statement("entry.add", "insert into entry (id, name, amount) values ($1, $2, $3)")
    static let names = Statement("entry.names", "select name from entry order by id")
    static let count = Statement("entry.count", "select count(*) from entry")

    /// A fresh store in `folder`, with the tables.
    static func open(in folder: TemporaryFolder) async throws -> SQLiteDatabase {
        let database = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        try await database.transaction { transaction in
            for statement in schema {
                transaction.write(statement)
            }
        }
        return database
    }

    /// The names in the table, as another reader sees them.
    static func names(in database: any Database) async throws -> [String] {
        try await database.read { transaction in
            try transaction.rows(names).map { try $0.text(0) }
        }
    }
}
