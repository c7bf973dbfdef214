import Engine
import Storage
import Synchronization

/// Faults that ``EveryBoundary`` has to find, or it finds nothing.
public enum PlantedFault: Sendable, CaseIterable {
    /// Whoever hands mails over says "done" first and does it a little later.
    case mailsMarkedFirst
    /// Mails are queued by a transaction of their own, behind the one of the step.
    case mailsQueuedApart

    func deliverer(before mailbox: ListDeliverer) -> any Deliverer {
        self == .mailsMarkedFirst ? HastyDeliverer(mailbox) : mailbox
    }

    func database(over database: any Database) -> any Database {
        self == .mailsQueuedApart ? ApartDatabase(database) : database
    }
}

/// Says that it has delivered what it delivers with the next message, or at its end.
final class HastyDeliverer: Deliverer {
    private let inner: ListDeliverer
    private let waiting = Mutex<[OutgoingMessage]>([])

    init(_ inner: ListDeliverer) { self.inner = inner }

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        await handOver()
        waiting.withLock { $0.append(message) }
        return .accepted
    }

    func handOver() async {
        let messages = waiting.withLock { messages in
            defer { messages = [] }
            return messages
        }
        for message in messages { _ = await inner.deliver(message) }
    }
}

/// Writes what goes into the outbox after the commit of everything else.
private final class ApartDatabase: Database {
    private let inner: any Database

    init(_ inner: any Database) { self.inner = inner }

    var kind: StoreKind { inner.kind }

    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        let (value, mails) = try await inner.transaction(readingAhead: reads) { tx in
            let port = ApartPort(tx.port)
            return (try body(Transaction(port)), port.mails)
        }
        try await write(mails)
        return value
    }

    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        let results = try await inner.group(
            readingAhead: reads,
            bodies.map { body in
                { @Sendable (tx: borrowing Transaction) throws -> (T, [Read]) in
                    let port = ApartPort(tx.port)
                    return (try body(Transaction(port)), port.mails)
                }
            })
        var values: [Result<T, any Error>] = []
        for result in results {
            if case .success((_, let mails)) = result { try await write(mails) }
            values.append(result.map { $0.0 })
        }
        return values
    }

    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func close() async throws { try await inner.close() }

    private func write(_ mails: [Read]) async throws {
        guard !mails.isEmpty else { return }
        try await inner.transaction { tx in for mail in mails { tx.write(mail.statement, mail.values) } }
    }
}

private final class ApartPort: TransactionPort {
    private let inner: any TransactionPort
    private(set) var mails: [Read] = []

    init(_ inner: any TransactionPort) { self.inner = inner }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        if statement.name == "outbox.insert" {
            mails.append(Read(statement, values))
        } else {
            inner.queue(statement, values)
        }
    }

    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] { try inner.rows(statement, values) }
    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int { try inner.changed(statement, values) }
    func savepoint<T>(_ body: () throws -> T) throws -> T { try inner.savepoint(body) }
    func flush() throws { try inner.flush() }
    func run(script: String, name: String) throws { try inner.run(script: script, name: name) }
}
