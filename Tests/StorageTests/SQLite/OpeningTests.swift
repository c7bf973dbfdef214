import Foundation
import Storage
import TestKit
import Testing

@Suite struct `Opening a store` {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func refusal(of path: String) async -> DatabaseError? {
        await #expect(throws: DatabaseError.self) { try await SQLiteDatabase.open(path: path) }
    }

    private func permissions(of path: String) throws -> Int? {
        let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        return found?.intValue
    }

    @Test func `makes file and folder for their owner only`() async throws {
        let database = try await Ledger.open(in: folder)
        let path = folder.file("new/deep/genkan.sqlite")
        let other = try await SQLiteDatabase.open(path: path)
        try await other.transaction { $0.write(Ledger.schema[0]) }
        #expect(try permissions(of: folder.file("new")) == 0o700)
        #expect(try permissions(of: folder.file("new/deep")) == 0o700)
        #expect(try permissions(of: path) == 0o600)
        #expect(try permissions(of: path + "-wal") == 0o600)
        #expect(try permissions(of: path + "-shm") == 0o600)
        try await other.close()
        try await database.close()
    }

    @Test func `keeps the permissions of a file that is there`() async throws {
        let path = folder.file("test.sqlite")
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o640]))
        let database = try await Ledger.open(in: folder)
        #expect(try permissions(of: path) == 0o640)
        try await database.close()
    }

    @Test func `finds what was committed before`() async throws {
        let first = try await Ledger.open(in: folder)
        try await first.transaction { $0.write(Ledger.add, 1, "kept", 0) }
        try await first.close()
        let second = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        #expect(try await Ledger.names(in: second) == ["kept"])
    }

    @Test func `a folder is refused with a path that would do`() async throws {
        let error = await refusal(of: folder.path)
        #expect(error?.code == .cannotOpen)
        #expect(
            error?.message.hasSuffix("is a folder; name a file in it, for instance \(folder.path)/genkan.sqlite")
                == true)
    }

    @Test func `a read-only file is refused with what to do`() async throws {
        let database = try await Ledger.open(in: folder)
        try await database.close()
        let path = folder.file("test.sqlite")
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        let error = await refusal(of: path)
        #expect(error?.code == .readOnly)
        #expect(error?.message.contains("chmod u+w") == true)
    }

    @Test func `a file that is no database is refused and left alone`() async throws {
        let path = folder.file("letter.txt")
        let letter = Data(String(repeating: "Dear Aiko, ", count: 200).utf8)
        #expect(FileManager.default.createFile(atPath: path, contents: letter))
        #expect(await refusal(of: path)?.code == .corrupt)
        #expect(FileManager.default.contents(atPath: path) == letter)
    }

    @Test func `a path below a file is refused`() async throws {
        #expect(FileManager.default.createFile(atPath: folder.file("file"), contents: nil))
        let error = await refusal(of: folder.file("file/genkan.sqlite"))
        #expect(error?.code == .cannotOpen)
    }
}
