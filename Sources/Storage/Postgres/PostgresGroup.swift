/// A transaction that many bodies share: they read what was asked ahead, and what they write is sent at the end.
///
/// Nothing of a body has been sent when it throws, so taking it back is forgetting its queue, and needs no savepoint.
final class PostgresGroup: TransactionPort {
    private let session: PostgresSession
    private var hasBegun = false
    private var ahead = ReadAhead()
    private var queues: [[PostgresWrite]] = []
    /// The writes of the body that runs.
    private var queued: [PostgresWrite] = []
    /// The error that no body can outlive.
    private var failure: DatabaseError?

    init(_ session: PostgresSession) {
        self.session = session
    }

    /// Runs the bodies one after the other and commits what those that did not throw have queued.
    func run<T>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) throws -> [Result<T, any Error>] {
        try ask(reads)
        var results: [Result<T, any Error>] = []
        results.reserveCapacity(bodies.count)
        for body in bodies {
            queued = []
            do {
                results.append(.success(try body(Transaction(self))))
                queues.append(queued)
            } catch {
                results.append(.failure(error))
            }
            if let failure { throw failure }
        }
        try commit()
        return results
    }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        queued.append(PostgresWrite(statement: statement, values: values))
    }

    func flush() throws {
        if let failure { throw failure }
    }

    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] {
        if let failure { throw failure }
        if let answer = ahead.answer(statement, values) { return answer }
        var rows: [Row] = []
        try exchange([PostgresCommand(statement, values)]) { (_, result, prepared) throws(DatabaseError) in
            rows = try prepared.rows(result, of: statement)
        }
        return rows
    }

    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        throw Self.impossible("ask how many rows it changed", statement.name)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        let count = queued.count
        do {
            return try body()
        } catch {
            queued.removeSubrange(count...)
            throw error
        }
    }

    func run(script: String, name: String) throws {
        throw Self.impossible("run a script", name)
    }

    /// Takes everything back; a connection that fails even at that is not used again.
    func rollBack() {
        guard hasBegun, session.isUsable, session.isInTransaction else { return }
        // its failure is noted by the session, and the error that led here says more
        try? session.exchange([PostgresCommand(PostgresCommand.rollBack)])
    }

    private func ask(_ reads: [Read]) throws {
        guard !reads.isEmpty else { return }
        var ahead = ReadAhead(reads)
        try exchange(ahead.commands) { (_, result, prepared) throws(DatabaseError) in
            try ahead.take(result, as: prepared)
        }
        self.ahead = ahead
    }

    private func commit() throws {
        let writes = GroupPlan(queues).commands
        guard hasBegun || !writes.isEmpty else { return }
        try exchange(writes + [PostgresCommand(PostgresCommand.commit)]) { (_, _, _) throws(DatabaseError) in }
    }

    private func exchange(
        _ commands: [PostgresCommand],
        _ answered: (Int, borrowing PostgresResult, PostgresPrepared) throws(DatabaseError) -> Void,
    ) throws {
        let opening = hasBegun ? [] : [PostgresCommand(PostgresCommand.begin)]
        hasBegun = true
        do {
            try session.exchange(opening + commands) { (index, result, prepared) throws(DatabaseError) in
                if index >= opening.count { try answered(index - opening.count, result, prepared) }
            }
        } catch {
            failure = error
            throw error
        }
    }

    private static func impossible(_ what: String, _ statement: String) -> DatabaseError {
        DatabaseError(
            .other,
            statement: statement,
            message: "a body that shares its transaction with others cannot \(what); give it a transaction of its own",
        )
    }
}
