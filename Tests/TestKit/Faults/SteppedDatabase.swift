import Dispatch
import Storage
import Synchronization

/// Where a process stands, and what lets it go on.
final class StepGate: Sendable {
    /// What it does.
    enum Stand: Sendable { case runs, stands, ended }

    private let state = Mutex<(stand: Stand, server: Int64?)>((.runs, nil))
    private let go = DispatchSemaphore(value: 0)

    var stand: Stand { state.withLock { $0.stand } }

    /// The server's process that works for it, while a transaction is open.
    var server: Int64? {
        get { state.withLock { $0.server } }
        set { state.withLock { $0.server = newValue } }
    }

    /// Blocks the thread of the connection until it is let on.
    func wait() {
        state.withLock { $0.stand = .stands }
        go.wait()
    }

    /// Lets it go to its next stop.
    func open() {
        state.withLock { $0.stand = .runs }
        go.signal()
    }

    /// It has done what it was to do.
    func end() { state.withLock { $0.stand = .ended } }
}

/// A store in which each transaction stops four times and waits.
///
/// Before it begins, behind its first statement, which takes the lock, before its first write, and before COMMIT. Every
/// statement is sent by itself and at once.
final class SteppedDatabase: Database {
    private let inner: any Database
    private let gate: StepGate

    init(_ inner: any Database, _ gate: StepGate) {
        self.inner = inner
        self.gate = gate
    }

    var kind: StoreKind { inner.kind }

    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        defer { gate.server = nil }
        return try await inner.transaction { tx in
            gate.wait()
            gate.server = try tx.rows(Self.server).first?.integer(0)
            let port = SteppedPort(tx.port, gate)
            let value = try body(Transaction(port))
            gate.wait()
            return value
        }
    }

    /// Of one, because its process does one thing.
    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        var results: [Result<T, any Error>] = []
        for body in bodies {
            do {
                results.append(.success(try await transaction(readingAhead: reads, body)))
            } catch let error as DatabaseError {
                throw error
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }

    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    /// The store is the other process's too and stays open.
    func close() async throws {}

    private static let server = Statement(
        "test.server", sqlite: "select 0", postgres: "select pg_backend_pid()::bigint")
}

private final class SteppedPort: TransactionPort {
    private let inner: any TransactionPort
    private let gate: StepGate
    private var count = 0
    private var writes = 0

    init(_ inner: any TransactionPort, _ gate: StepGate) {
        self.inner = inner
        self.gate = gate
    }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        stopBeforeWriting()
        inner.queue(statement, values)
        // what it throws is thrown again by all that follows
        try? inner.flush()
    }

    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] {
        if count == 1 { gate.wait() }
        count += 1
        return try inner.rows(statement, values)
    }

    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        stopBeforeWriting()
        return try inner.changed(statement, values)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T { try inner.savepoint(body) }
    func flush() throws { try inner.flush() }
    func run(script: String, name: String) throws { try inner.run(script: script, name: name) }

    private func stopBeforeWriting() {
        if writes == 0 { gate.wait() }
        writes += 1
    }
}
