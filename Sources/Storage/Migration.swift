/// One step of a schema: a script that runs once per store, in a transaction of its own.
public struct Migration: Sendable, Hashable {
    /// `0001_instances`; the order of names is the order of steps.
    public let name: String
    /// The script.
    public let sql: String

    /// Makes a migration from its name and script.
    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
