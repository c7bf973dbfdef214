import Storage
import Synchronization

/// A store that passes everything on and notes what was committed.
final class RecordingDatabase: Database {
    private let inner: any Database
    private let commands = Mutex<[RecordedCommand]>([])

    init(_ inner: any Database) { self.inner = inner }

    var kind: StoreKind { inner.kind }

    /// What was noted since it was last asked, in the order in which it was committed.
    func take() -> [RecordedCommand] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }

    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        let (value, calls) = try await inner.transaction(readingAhead: reads) { tx in
            let port = RecordingPort(tx.port)
            return (try body(Transaction(port)), port.calls)
        }
        note(RecordedCommand(reads: reads, calls: calls))
        return value
    }

    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        let results = try await inner.group(
            readingAhead: reads,
            bodies.map { body in
                { @Sendable (tx: borrowing Transaction) throws -> (T, [RecordedCommand.Call]) in
                    let port = RecordingPort(tx.port)
                    return (try body(Transaction(port)), port.calls)
                }
            })
        return results.map { result in
            result.map { value, calls in
                note(RecordedCommand(reads: [], calls: calls))
                return value
            }
        }
    }

    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func close() async throws { try await inner.close() }

    private func note(_ command: RecordedCommand) { commands.withLock { $0.append(command) } }
}

/// Passes on what a body asks, and notes it; what a savepoint took back is forgotten.
private final class RecordingPort: TransactionPort {
    private let inner: any TransactionPort
    private(set) var calls: [RecordedCommand.Call] = []

    init(_ inner: any TransactionPort) { self.inner = inner }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        calls.append(.write(statement, values))
        inner.queue(statement, values)
    }

    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] {
        calls.append(.rows(statement, values))
        return try inner.rows(statement, values)
    }

    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        calls.append(.changed(statement, values))
        return try inner.changed(statement, values)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        let before = calls.count
        do {
            return try inner.savepoint(body)
        } catch {
            calls.removeSubrange(before...)
            throw error
        }
    }

    func flush() throws { try inner.flush() }

    func run(script: String, name: String) throws { throw BenchFault("a script is not recorded: \(name)") }
}
