/// One step of a schema: a script that runs once per store, in a transaction of its own.
public struct Migration: Sendable, Hashable {
    /// `0001_instances`; the order of names is the order of steps.
    public let name: String
    private let scripts: [StoreKind: String]

    /// Makes a migration from its name and the one script that serves every store.
    public init(name: String, sql: String) {
        self.init(name: name, scripts: [.sqlite: sql, .postgres: sql])
    }

    /// Makes a migration from its name and a script for each store.
    public init(name: String, scripts: [StoreKind: String]) {
        self.name = name
        self.scripts = scripts
    }

    /// The script for a store; nil if its twin is missing.
    public func script(for store: StoreKind) -> String? { scripts[store] }
}
