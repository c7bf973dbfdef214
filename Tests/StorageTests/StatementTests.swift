import TestKit
import Testing

@testable import Storage

@Suite struct `C-34 parameters are numbered, not named` {
    @Test(arguments: [
        ("select $1", "select ?1"),
        ("select $2, $1", "select ?2, ?1"),
        ("select $1, $1, $12", "select ?1, ?1, ?12"),
        ("select '$1', $1", "select '$1', ?1"),
        ("select 'it''s $1', $2", "select 'it''s $1', ?2"),
        (#"select "$1" from t where a = $1"#, #"select "$1" from t where a = ?1"#),
        ("select `$1`, [$2], $3", "select `$1`, [$2], ?3"),
        ("select $1 -- not $2\n, $3", "select ?1 -- not $2\n, ?3"),
        ("select $1 /* not $2 ' */, $3", "select ?1 /* not $2 ' */, ?3"),
        ("select a$1, $1", "select a$1, ?1"),
        ("select $x, $1", "select $x, ?1"),
        ("select '山田$1', $1", "select '山田$1', ?1"),
        ("select $1 - $2 / $3", "select ?1 - ?2 / ?3"),
        ("select 'open $1", "select 'open $1"),
        ("-- only $1", "-- only $1"),
    ])
    func `only parameters are rewritten`(shared: String, expected: String) {
        let statement = Statement("test", shared)
        #expect(statement.sqlite == expected)
        #expect(statement.postgres == shared)
    }

    @Test(arguments: [
        ("select $1, $2, $3", ["a", "b", "c"]),
        ("select $2, $1, $3", ["b", "a", "c"]),
        ("select $3, $1, $1, $2", ["c", "a", "a", "b"]),
        ("select '$1', $3, $2 /* $9 */, $1 -- $8", ["$1", "c", "b", "a"]),
    ])
    func `each value arrives where its number says`(shared: String, expected: [String]) async throws {
        let folder = try TemporaryFolder()
        let database = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        let row = try await database.read { try $0.rows(Statement("test", shared), "a", "b", "c")[0] }
        #expect(row.values == expected.map(SQLValue.text))
    }

    @Test func `texts of two stores are taken as they are`() {
        let statement = Statement("test", sqlite: "select ?1, '$1'", postgres: "select $1")
        #expect(statement.sqlite == "select ?1, '$1'")
        #expect(statement.postgres == "select $1")
    }
}
