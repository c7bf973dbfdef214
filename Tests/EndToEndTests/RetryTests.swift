import Storage
import TestKit
import Testing

@testable import genkan

/// What an operator does about an instance that was set aside (R-6).
@Suite struct `C74 stuck instances` {
    private static let id = "01936a00-0000-7000-8000-0000000000ff"
    private static let plant = """
        insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash, is_final,
            stuck, created_at, updated_at)
        select '\(id)', min(id), 'open', '{}', 1, 1, '{}', x'00', 0, 'a planted cause', 0, 0 from definition
        """

    @Test func `C74 the doctor names one with its cause, and retry takes it up again`() async throws {
        let folder = try TemporaryFolder()
        let url = "sqlite:\(folder.file("a.sqlite"))"
        _ = try await blocking { try RunningServer(url: url).terminate() }
        let database = try await SQLiteDatabase.open(path: folder.file("a.sqlite"))
        try await database.transaction { tx in tx.write(Statement("test.plant", Self.plant)) }
        try await database.close()
        let sick = try await Program.run(["doctor", "--database", url])
        #expect(sick.code == 1 && sick.output.contains("\(Self.id): a planted cause"))
        #expect(sick.output.contains("genkan instances retry"))
        let first = try await Program.run(["instances", "retry", Self.id, "--database", url])
        #expect(first.code == 0 && first.output.contains("takes commands again"), "\(first.output)")
        let again = try await Program.run(["instances", "retry", Self.id, "--database", url])
        #expect(again.code == 0 && again.output.contains("is not stuck"), "\(again.output)")
        let well = try await Program.run(["doctor", "--database", url])
        #expect(!well.output.contains("a planted cause"))
    }
}
