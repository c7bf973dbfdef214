/// A query that is asked before its answer is needed, so that many travel in one round trip.
public struct Read: Sendable, Hashable {
    package let statement: Statement
    package let values: [SQLValue]

    /// Makes a query with the values of its parameters.
    public init(_ statement: Statement, _ values: SQLValue...) {
        self.init(statement, values)
    }

    /// Makes a query with the values of its parameters in an array.
    public init(_ statement: Statement, _ values: [SQLValue]) {
        self.statement = statement
        self.values = values
    }
}
