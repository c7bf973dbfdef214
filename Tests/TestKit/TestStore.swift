public import Storage

/// The stores that every promise is kept on.
public enum TestStore: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    /// A migrated store of the folder's own: empty at first, and the same one when it is opened again.
    /// - Parameter settings: changes how PostgreSQL is reached, for a test that is about time.
    public func open(
        in folder: TemporaryFolder, lines: [MigrationLine], settings: (inout PostgresSettings) -> Void = { _ in }
    ) async throws -> any Database {
        switch self {
        case .sqlite:
            let database = try await SQLiteDatabase.open(path: folder.file("genkan.sqlite"))
            _ = try await Migrator(lines: lines).migrate(database, at: 0)
            return database
        case .postgres:
            return try await folder.postgres(lines).open(settings)
        }
    }
}

extension MigrationLine {
    /// The engine's own tables.
    public static var engineTables: MigrationLine { MigrationLine(name: "engine", assets: AssetTable.engine) }
    /// People and accounts.
    public static var onboardingTables: MigrationLine {
        MigrationLine(name: "onboarding", assets: AssetTable.onboarding)
    }
}
