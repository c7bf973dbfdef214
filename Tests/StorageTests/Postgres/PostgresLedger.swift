import Storage
import TestKit

/// A statement of a test, in words of PostgreSQL.
func postgres(_ sql: String, many: String? = nil, changes: Statement.Changes = .any) -> Statement {
    Statement("test.statement", sqlite: sql, postgres: sql, many: many, changes: changes)
}

/// The tables and statements that the tests of the PostgreSQL store share.
final class PostgresLedger: Sendable {
    let server: PostgresServer
    let name: String

    static let add = Statement(
        "entry.add",
        "insert into entry (id, name, amount) values ($1, $2, $3)",
        many: "insert into entry (id, name, amount) select * from unnest($1::bigint[], $2::text[], $3::bigint[])",
    )
    static let names = Statement("entry.names", "select name from entry order by id")
    static let count = Statement("entry.count", "select count(*) from entry")
    static let find = Statement(
        "entry.find",
        "select id, name from entry where id = $1",
        many: """
            select number, id, name from unnest($1::bigint[]) with ordinality as asked(asked_id, number)
            join entry on id = asked_id
            """,
    )

    /// A database of its own with the tables, on the tests' server or an own one.
    init(on server: PostgresServer? = nil) async throws {
        self.server = try server ?? .shared()
        name = try self.server.database()
        let database = try await open()
        try await database.transaction { transaction in
            for sql in Self.schema { transaction.write(postgres(sql)) }
        }
        try await database.close()
    }

    deinit {
        // what is left over goes with the server
        try? server.drop(name)
    }

    func settings(user: String = "genkan") throws -> PostgresSettings {
        PostgresSettings(url: try PostgresURL(server.url(name, user: user)))
    }

    /// Opens it with long patience, where a test does not ask for less: many tests share few cores.
    func open(_ change: (inout PostgresSettings) -> Void = { _ in }) async throws -> PostgresDatabase {
        var settings = try PostgresSettings.patient(server.url(name))
        change(&settings)
        return try await PostgresDatabase.open(settings)
    }

    /// The names in the table, as another reader sees them.
    static func names(in database: any Database) async throws -> [String] {
        try await database.read { transaction in
            try transaction.rows(names).map { try $0.text(0) }
        }
    }

    private static let schema = [
        "create schema genkan",
        """
        create table entry (
            id bigint primary key,
            name text not null,
            amount bigint not null,
            constraint amount_is_not_negative check (amount >= 0)
        )
        """,
        "create unique index entry_name on entry (name)",
        "create table note (entry_id bigint not null references entry, body bytea)",
        """
        create function must_be(actual bigint, expected bigint) returns bigint language plpgsql as $$
        begin
            if actual <> expected then
                raise exception 'the row has changed or is gone' using errcode = 'GK001';
            end if;
            return actual;
        end $$
        """,
    ]
}
