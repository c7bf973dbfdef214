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

    /// Takes the migrations (`…/NNNN_name.sqlite.sql` and its twin for PostgreSQL) among the files that are baked into
    /// the program.
    public init(name: String, assets: [Asset]) {
        var scripts: [String: [StoreKind: String]] = [:]
        for asset in assets {
            guard let (migration, store) = Self.parts(of: asset.path) else { continue }
            scripts[migration, default: [:]][store] = asset.text
        }
        self.init(name: name, migrations: scripts.map { Migration(name: $0.key, scripts: $0.value) })
    }

    /// `SQL/engine/0001_instances.sqlite.sql` is `0001_instances` for SQLite.
    private static func parts(of path: String) -> (migration: String, store: StoreKind)? {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        for store in StoreKind.allCases where file.hasSuffix(".\(store.rawValue).sql") {
            return (String(file.dropLast(store.rawValue.count + 5)), store)
        }
        return nil
    }
}
