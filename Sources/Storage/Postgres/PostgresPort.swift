/// A transaction on one PostgreSQL connection: what is queued travels with the next question, in one round trip.
final class PostgresPort: TransactionPort {
    private let session: PostgresSession
    private let opening: Statement
    /// What the next round trip takes along.
    private var queued: [PostgresCommand] = []
    private var hasBegun = false
    private var trips = 0
    private var ahead = ReadAhead()
    /// The error that the transaction, or the innermost savepoint, cannot outlive.
    private var failure: DatabaseError?

    init(_ session: PostgresSession, opening: Statement = PostgresCommand.begin) {
        self.session = session
        self.opening = opening
    }

    /// Asks `reads` together with `begin`; without any, `begin` waits for the first statement.
    func begin(readingAhead reads: [Read]) throws {
        guard !reads.isEmpty else { return }
        var ahead = ReadAhead(reads)
        try exchange(ahead.commands) { (_, result, prepared) throws(DatabaseError) in
            try ahead.take(result, as: prepared)
        }
        self.ahead = ahead
    }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        ahead.forget()
        queued.append(PostgresCommand(statement, values))
    }

    func queue(_ statement: Statement, each rows: [[SQLValue]]) {
        ahead.forget()
        guard statement.many == nil else { return queued.append(PostgresCommand(statement, many: rows)) }
        for values in rows { queued.append(PostgresCommand(statement, values)) }
    }

    func flush() throws {
        if let failure { throw failure }
        guard !queued.isEmpty else { return }
        try exchange([]) { (_, _, _) throws(DatabaseError) in }
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
        ahead.forget()
        var count = 0
        try exchange([PostgresCommand(statement, values)]) { (_, result, _) throws(DatabaseError) in
            count = result.changed
        }
        return count
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        if !queued.isEmpty { try exchange([]) }
        // travels with the first statement behind it
        queued.append(PostgresCommand(PostgresCommand.savepoint))
        let before = trips
        do {
            let value = try body()
            if trips == before, queued.count == 1 {
                queued = []
            } else {
                try exchange([PostgresCommand(PostgresCommand.release)])
            }
            return value
        } catch {
            queued.removeAll(keepingCapacity: true)
            if trips > before { try takeBack() }
            throw error
        }
    }

    func run(script: String, name: String) throws {
        try SQLScript(script).check(name)
        ahead.forget()
        // the script comes by another way, so the transaction must be open before it
        try exchange([])
        do {
            try session.run(script: script, name: name)
        } catch {
            failure = error
            throw error
        }
    }

    /// Sends what is queued and makes everything durable; once it has thrown, nothing is, or the error says so.
    func commit() throws {
        if let failure { throw failure }
        guard hasBegun || !queued.isEmpty else { return }
        if opening == PostgresCommand.beginReading, queued.isEmpty {
            return try session.endLater(PostgresCommand(PostgresCommand.commit))
        }
        try exchange([PostgresCommand(PostgresCommand.commit)])
    }

    /// Takes everything back; a connection that fails even at that is not used again.
    func rollBack() {
        guard hasBegun, session.isUsable, session.isInTransaction else { return }
        // its failure is noted by the session, and the error that led here says more
        try? session.exchange([PostgresCommand(PostgresCommand.rollBack)])
    }

    /// After this the transaction is as it was before the innermost savepoint, unless it has ended.
    private func takeBack() throws {
        guard failure?.transactionEnded != true else { return }
        failure = nil
        try exchange([PostgresCommand(PostgresCommand.takeBack), PostgresCommand(PostgresCommand.release)])
    }

    private func exchange(_ commands: [PostgresCommand]) throws {
        try exchange(commands) { (_, _, _) throws(DatabaseError) in }
    }

    /// Sends `begin` if it has not been, what is queued, and `commands`; `answered` hears of those only.
    private func exchange(
        _ commands: [PostgresCommand],
        _ answered: (Int, borrowing PostgresResult, PostgresPrepared) throws(DatabaseError) -> Void,
    ) throws {
        if let failure { throw failure }
        if !hasBegun { queued.insert(PostgresCommand(opening), at: 0) }
        hasBegun = true
        trips += 1
        let before = queued.count
        queued += commands
        defer { queued.removeAll(keepingCapacity: true) }
        do {
            try session.exchange(queued) { (index, result, prepared) throws(DatabaseError) in
                if index >= before { try answered(index - before, result, prepared) }
            }
        } catch {
            failure = error
            throw error
        }
    }
}
