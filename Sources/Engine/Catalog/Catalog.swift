public import Statecharts
public import Storage

/// Definitions: those that starts take, by name, and every version that instances live by, by id.
public final class Catalog: Sendable {
    /// Loads what the store holds and takes in what the files say (`commit.md` 13).
    ///
    /// A file with a higher version serves new starts from now on; running instances keep theirs. The same version with
    /// another hash is refused (E040).
    /// - Parameter files: parsed definitions.
    public static func load(
        _ files: [Definition], into database: any Database, now: Timestamp
    ) async throws -> Catalog { fatalError() }
}
