/// A statement on its way to the server, with the values of one binding or of many.
struct PostgresCommand: Sendable {
    enum Values: Sendable {
        case one([SQLValue])
        /// For the statement's text for many: binding by binding, each with all its parameters.
        case many([[SQLValue]])
    }

    let statement: Statement
    let values: Values

    init(_ statement: Statement, _ values: [SQLValue] = []) {
        self.statement = statement
        self.values = .one(values)
    }

    /// Takes the single form for a single binding.
    init(_ statement: Statement, many bindings: [[SQLValue]]) {
        self.statement = statement
        values = bindings.count == 1 ? .one(bindings[0]) : .many(bindings)
    }

    var isMany: Bool {
        switch values {
        case .one: false
        case .many: true
        }
    }

    /// After this has been sent, a lost connection leaves the outcome unknown.
    var isCommit: Bool { statement == Self.commit }

    // what begins, ends and divides a transaction; prepared when the connection is made
    static let begin = Statement("begin", "begin isolation level read committed read write")
    static let beginReading = Statement("begin", "begin isolation level repeatable read read only")
    static let commit = Statement("commit", "commit")
    static let rollBack = Statement("rollback", "rollback")
    static let savepoint = Statement("savepoint", "savepoint step")
    static let takeBack = Statement("rollback to savepoint", "rollback to savepoint step")
    static let release = Statement("release savepoint", "release savepoint step")
    static let control = [begin, beginReading, commit, rollBack, savepoint, takeBack, release]
}
