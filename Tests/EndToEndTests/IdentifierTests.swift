import Foundation
import Statecharts
import Storage
import TestKit
import Testing

/// What staff do about an identifier that was closed (D-16).
@Suite struct `AC18 identifiers allow` {
    private static let plant = """
        with recursive n(x) as (select 1 union all select x + 1 from n where x < 3)
        insert into identifier_decision (identifier, number, at, verb) select $1, x, x, 'denied' from n
        """

    @Test(arguments: [("lab.kestrel.example", "lab.kestrel.example"), ("例え.example", "xn--r8jz45g.example")])
    func `AC18 lifts three denials once, in words and as JSON`(typed: String, name: String) async throws {
        // Given a store with three denials
        let folder = try TemporaryFolder()
        let url = "sqlite:\(folder.file("a.sqlite"))"
        #expect(try await Program.run(["migrate", "--database", url]).code == 0)
        let database = try await SQLiteDatabase.open(path: folder.file("a.sqlite"))
        try await database.transaction { tx in tx.write(Statement("test.plant", Self.plant), .text(name)) }
        try await database.close()
        // When staff open it, twice
        let first = try await Program.run(["identifiers", "allow", typed, "--database", url, "--format", "json"])
        let again = try await Program.run(["identifiers", "allow", typed, "--database", url])
        // Then the first lifts them, and the second has nothing to do
        #expect(first.code == 0, "\(first.talk)")
        let json = try JSON(parsing: first.output.trimmingCharacters(in: .newlines))
        #expect(json == .object([("identifier", .string(name)), ("lifted", .integer(3))]))
        #expect(again.code == 0 && again.output == "\(typed) has no denials; nothing was changed\n")
    }

    @Test func `a store that is not there is said, and none is made`() async throws {
        let folder = try TemporaryFolder()
        let run = try await Program.run([
            "identifiers", "allow", "lab.kestrel.example", "--database", "sqlite:\(folder.file("b.sqlite"))",
        ])
        #expect(run.code == 1 && run.talk.contains("no database"), "\(run.talk)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("b.sqlite")))
    }
}
