/// What a move has done, for whoever ordered it.
public struct MoveReport: Sendable {
    /// A table at the end.
    public struct Table: Sendable {
        /// Its name.
        public let name: String
        /// How many rows it has in both stores, counted while nobody could write.
        public let count: Int64
        /// SHA-256 over all rows in the order of their key, the same in both stores when they were compared; absent when
        /// the move had ended before.
        public let digest: String
    }

    /// Every table, by name.
    public let tables: [Table]
    /// Instances whose id, revision and head hash agree.
    public let heads: Int64
    /// Rows that changed while the store was copied.
    public let changes: Int
    /// For so long nobody could write; absent where the end was reached by an earlier run.
    public let writePause: Duration?
}

/// How far a move is.
public enum MoveProgress: Sendable {
    /// Rows of a table have been copied, so many in all.
    case copied(table: String, rows: Int)
    /// Rows that changed meanwhile were copied again.
    case caughtUp(rows: Int)
    /// A table is being compared.
    case compares(table: String)
    /// No sending begins any more, and those under way are waited for.
    case waitsForSendings(Int)
}
