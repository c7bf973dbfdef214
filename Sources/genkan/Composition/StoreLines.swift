import Foundation
import Storage

/// The tables of this program, and whether a store has them.
enum StoreLines {
    static let anyKey = Statement("genkan.any-key", "select id from seal_key limit 1")

    static let migrator = Migrator(lines: [
        MigrationLine(name: "engine", assets: AssetTable.engine),
        MigrationLine(name: "onboarding", assets: AssetTable.onboarding),
    ])

    /// A command that only visits makes no store.
    static func requireFile(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                "Error: there is no database at \(path); name one with --database sqlite:PATH, or start 'genkan serve'")
        }
    }

    static func requireMigrated(_ database: any Database) async throws {
        let missing = try await migrator.plan(database)
        guard missing.isEmpty else {
            let names = missing.map(\.description).joined(separator: ", ")
            throw Failure("Error: the database lacks migrations (\(names)); run 'genkan migrate' first")
        }
    }
}
