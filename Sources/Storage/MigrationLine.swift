/// The migrations of the tables that one module owns, in their order.
public struct MigrationLine: Sendable, Hashable {
    /// `engine`, `onboarding`; recorded beside each migration.
    public let name: String
    /// The migrations in the order in which they run.
    public let migrations: [Migration]

    /// Makes a line; its migrations run in the order of their names.
    public init(name: String, migrations: [Migration]) {
        self.name = name
        self.migrations = migrations.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Takes the SQLite migrations (`…/NNNN_name.sqlite.sql`) among the files that are baked into the program.
    public init(name: String, assets: [Asset]) {
        let suffix = ".sqlite.sql"
        let scripts = assets.filter { $0.path.hasSuffix(suffix) }
        self.init(
            name: name,
            migrations: scripts.map { asset in
                let file = asset.path.split(separator: "/").last.map(String.init) ?? asset.path
                return Migration(name: String(file.dropLast(suffix.count)), sql: asset.text)
            },
        )
    }
}
