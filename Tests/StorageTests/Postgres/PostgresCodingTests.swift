import Storage
import TestKit
import Testing

@Suite struct `Values travel to PostgreSQL and back unchanged` {
    private let ledger: PostgresLedger
    private let database: PostgresDatabase

    init() async throws {
        ledger = try await PostgresLedger()
        database = try await ledger.open()
    }

    private static let uuid = "018f9e2a-7c00-7000-8000-00000000abcd"
    static let cases: [(type: String, value: SQLValue)] = [
        ("bigint", .integer(Int64.max)), ("bigint", .integer(Int64.min)), ("bigint", 0), ("bigint", nil),
        ("integer", .integer(Int64(Int32.max))), ("integer", .integer(Int64(Int32.min))), ("integer", -1),
        ("smallint", .integer(Int64(Int16.max))), ("smallint", .integer(Int64(Int16.min))), ("smallint", nil),
        ("boolean", true), ("boolean", false), ("boolean", nil),
        ("text", ""), ("text", "玄関 🏯 e\u{301} \u{e9} \u{10FFFF}"), ("text", "a\r\nb"), ("text", nil),
        ("varchar", "語"), ("name", "entry"), ("uuid", .text(uuid)), ("uuid", nil),
        ("bytea", .bytes([])), ("bytea", .bytes([0, 255, 0])), ("bytea", nil),
        // 1970, 1969, a microsecond before 2000, 2026, and 2^53 µs in 2255
        ("timestamptz", 0), ("timestamptz", -1), ("timestamptz", -86_400_000_001),
        ("timestamptz", 946_684_799_999_999), ("timestamptz", 946_684_800_000_000),
        ("timestamptz", 1_795_248_000_123_457), ("timestamptz", 9_007_199_254_740_992), ("timestamptz", nil),
    ]

    @Test func `each type at its edges`() async throws {
        for (type, value) in Self.cases {
            let statement = postgres("select $1::\(type) as value, $1::\(type) is null as is_null")
            let row = try await database.read { try $0.rows(statement, value)[0] }
            #expect(try row.value("value") == value, "\(type)")
            #expect(try row.flag("is_null") == (value == nil))
        }
    }

    @Test func `each type in the array that many bindings make`() async throws {
        for type in Set(Self.cases.map(\.type)) {
            let values = Self.cases.filter { $0.type == type }.map(\.value) + [.null]
            let statement = postgres(
                "select $1::\(type) as value",
                many: "select n, value from unnest($1::\(type)[]) with ordinality as asked(value, n) order by n desc",
            )
            let answers = try await database.transaction(readingAhead: values.map { Read(statement, $0) }) { tx in
                try values.map { try tx.rows(statement, $0)[0].value("value") }
            }
            #expect(answers == values, "\(type)")
        }
    }

    @Test func `times mean what PostgreSQL means by them`() async throws {
        for (text, time) in [
            ("1969-12-31T23:59:59.999999Z", Int64(-1)), ("2255-06-05 23:47:34.740992Z", 9_007_199_254_740_992),
            ("2026-11-21T12:00:00.000001+09:00", 1_795_230_000_000_001),
        ] {
            let statement = postgres("select timestamptz '\(text)' as time, timestamptz '\(text)' = $1 as is_same")
            let row = try await database.read { try $0.rows(statement, .integer(time))[0] }
            #expect(try row.integer("time") == time)
            #expect(try row.flag("is_same"))
        }
    }

    @Test(arguments: [
        ("text", SQLValue.text("s3cret\u{0}"), "U+0000"), ("bigint", "s3cret", "is text, and the statement takes int8"),
        ("text", .bytes(Array("s3cret".utf8)), "is bytes"), ("boolean", 2, "neither 0 nor 1"),
        ("smallint", 32768, "does not fit"), ("integer", 2_147_483_648, "does not fit"),
        ("uuid", "s3cret", "not a UUID"), ("uuid", "018F9E2A-7C00-7000-8000-00000000ABCD", "lower case"),
        ("uuid", "018f9e2a-7c00-7000-8000-00000000abcd0", "not a UUID"), ("text", 7, "is an integer"),
        ("timestamptz", .integer(Int64.min), "too far back"), ("numeric", 7, "1700"), ("jsonb", "{}", "3802"),
    ])
    func `what does not fit is refused by statement, parameter and type`(
        type: String, value: SQLValue, words: String
    ) async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction in
                transaction.write(PostgresLedger.add, 1, "before", 0)
                transaction.write(postgres("select 1 where $1::\(type) is null"), value)
            }
        }
        #expect(error?.statement == "test.statement")
        #expect(error?.message.contains(words) == true)
        #expect(error?.description.contains("s3cret") == false)
        #expect(try await PostgresLedger.names(in: database) == [])
    }

    @Test(arguments: [
        ("select 1.5", "column ?column? has the type number 1700"),
        ("select timestamptz 'infinity' as at", "column at of test.statement is a time without end"),
    ])
    func `a column that is none of ours is refused by name`(sql: String, words: String) async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.read { try $0.rows(postgres(sql)) }
        }
        #expect(error?.code == .unexpectedRow)
        #expect(error?.message.contains(words) == true)
    }

    @Test func `a text of a megabyte, and a thousand writes at once`() async throws {
        let long = String(repeating: "長", count: 350_000)
        let length = try await database.transaction { transaction in
            for index in 1...1000 {
                transaction.write(PostgresLedger.add, .integer(index), .text("\(index)"), 0)
            }
            let sql = "select $1::text as long, length($1) + count(*) as length from entry"
            let row = try transaction.rows(postgres(sql), .text(long))[0]
            let isSame = try row.text("long") == long
            #expect(isSame)
            return try row.integer("length")
        }
        #expect(length == 351_000)
    }
}
