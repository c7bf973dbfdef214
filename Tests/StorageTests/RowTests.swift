import Storage
import TestKit
import Testing

@Suite struct `A row is checked when it is read` {
    private let folder: TemporaryFolder
    private let row: Row

    init() async throws {
        folder = try TemporaryFolder()
        let database = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        let statement = Statement(
            "row.test", "select 7 as whole, 'seven' as word, x'0700' as raw, null as none, 1 as yes")
        row = try await database.read { try $0.rows(statement)[0] }
    }

    @Test func `columns are read by name and by position`() throws {
        #expect(try row.integer("whole") == 7)
        #expect(try row.integer(0) == 7)
        #expect(try row.text("word") == "seven")
        #expect(try row.text(1) == "seven")
        #expect(try row.bytes("raw") == [7, 0])
        #expect(try row.bytes(2) == [7, 0])
        #expect(try row.flag("yes"))
        #expect(try row.flag(4))
    }

    @Test func `null is read only where it is expected`() throws {
        #expect(try row.optionalText("none") == nil)
        #expect(try row.optionalInteger("none") == nil)
        #expect(try row.optionalBytes(3) == nil)
        #expect(try row.optionalText("word") == "seven")
        #expect(throws: DatabaseError.self) { try row.text("none") }
        #expect(throws: DatabaseError.self) { try row.optionalText("whole") }
    }

    @Test func `another type is told with statement and column but not with the value`() throws {
        let error = try #require(throws: DatabaseError.self) { try row.integer("word") }
        #expect(error.code == .unexpectedRow)
        #expect(error.statement == "row.test")
        #expect(error.message == "column word of row.test is text, not an integer")
    }

    @Test func `a missing column is told with those that are there`() throws {
        let error = try #require(throws: DatabaseError.self) { try row.text("wrod") }
        #expect(error.message == "column wrod of row.test is missing; the answer has whole, word, raw, none, yes")
        #expect(throws: DatabaseError.self) { try row.text(5) }
    }

    @Test func `a flag is 0 or 1`() throws {
        let error = try #require(throws: DatabaseError.self) { try row.flag("whole") }
        #expect(error.message == "column whole of row.test is neither 0 nor 1")
    }

    @Test func `a float is refused`() async throws {
        let database = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        await #expect(throws: DatabaseError.self) {
            try await database.read { try $0.rows(Statement("float", "select 1.5 as half")).count }
        }
    }

    @Test(arguments: [
        SQLValue.null, 0, .integer(Int64.max), .integer(Int64.min), "", "a\u{0}b", "株式会社 é e\u{301}", .bytes([]),
        .bytes([0, 255, 0]), true,
    ])
    func `a value comes back as it went`(value: SQLValue) async throws {
        let database = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        let found = try await database.read { try $0.rows(Statement("echo", "select $1"), value)[0].value(0) }
        #expect(found == value)
        if case .text(let text) = value, case .text(let back) = found {
            #expect(Array(text.utf8) == Array(back.utf8))
        }
    }
}
