import Foundation
import Storage
import Synchronization

/// A folder of one test's own, removed when the last who holds it lets go.
public final class TemporaryFolder: Sendable {
    /// Where the folder is.
    public let path: String
    private let store = Mutex<PostgresStore?>(nil)

    /// Makes an empty folder.
    public init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("genkan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    /// The database that stands for this folder on PostgreSQL.
    func postgres(_ lines: [MigrationLine]) async throws -> PostgresStore {
        if let made = store.withLock({ $0 }) { return made }
        let made = try await PostgresStore.make(lines)
        store.withLock { $0 = made }
        return made
    }

    /// Everything that the store of this folder holds: a file's bytes, a server's dump.
    public func storeDump() throws -> String {
        if let postgres = store.withLock({ $0 }) { return try postgres.dump() }
        return try FileManager.default.contentsOfDirectory(atPath: path).reduce(into: "") { text, name in
            text += String(decoding: FileManager.default.contents(atPath: file(name)) ?? Data(), as: UTF8.self)
        }
    }

    deinit {
        // what a failed removal leaves is the system's to clear away; a test cannot fail after its end
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String {
        "\(path)/\(name)"
    }
}
