public import Storage

/// The stores that every promise is kept on.
public enum TestStore: String, CaseIterable, Sendable {
    case sqlite

    /// An empty, migrated store of its own.
    public func open(in folder: TemporaryFolder, lines: [MigrationLine]) async throws -> any Database {
        switch self {
        case .sqlite:
            let database = try await SQLiteDatabase.open(path: folder.file("genkan.sqlite"))
            _ = try await Migrator(lines: lines).migrate(database, at: 0)
            return database
        }
    }
}

extension MigrationLine {
    /// The engine's own tables.
    public static var engineTables: MigrationLine { MigrationLine(name: "engine", assets: AssetTable.engine) }
}
