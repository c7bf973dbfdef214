/// One connection of the pool: an actor on a thread of its own, so that waiting for the server blocks nobody's Swift.
///
/// It connects when it is first used, and again when the connection was lost.
actor PostgresConnection {
    private let executor: ThreadExecutor
    private let settings: PostgresSettings
    private var session: PostgresSession?
    private var warnings: [String] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ settings: PostgresSettings, number: Int) {
        self.settings = settings
        executor = ThreadExecutor(name: "genkan-pg-\(number)")
    }

    /// Connects, and says what is allowed but costs durability.
    func open() throws -> [String] {
        _ = try usableSession()
        return warnings
    }

    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) throws -> T {
        try committing(PostgresPort(usableSession()), readingAhead: reads, body)
    }

    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) throws -> [Result<T, any Error>] {
        let group = PostgresGroup(try usableSession())
        do {
            return try group.run(readingAhead: reads, bodies)
        } catch {
            group.rollBack()
            throw error
        }
    }

    /// - Parameter cancellation: stops the statement that runs when the caller is cancelled.
    func read<T: Sendable>(
        _ cancellation: Cancellation, _ body: @Sendable (borrowing Transaction) throws -> T
    ) throws -> T {
        let session = try usableSession()
        guard cancellation.begin(session.canceller) else { throw CancellationError() }
        defer { cancellation.end() }
        return try committing(PostgresPort(session, opening: PostgresCommand.beginReading), readingAhead: [], body)
    }

    func close() {
        session = nil
    }

    private func committing<T>(
        _ port: PostgresPort, readingAhead reads: [Read], _ body: (borrowing Transaction) throws -> T
    ) throws -> T {
        do {
            try port.begin(readingAhead: reads)
            let value = try body(Transaction(port))
            try port.commit()
            return value
        } catch {
            port.rollBack()
            throw error
        }
    }

    private func usableSession() throws -> PostgresSession {
        if let session, session.isAlive(), !session.isInTransaction { return session }
        session = nil
        let (made, warnings) = try PostgresSession.open(settings)
        session = made
        self.warnings = warnings
        return made
    }
}
