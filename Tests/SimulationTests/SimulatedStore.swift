import GRDB
import TestKit

@testable import Engine
@testable import Storage

/// One store in memory, behind which no thread, file or clock stands; hosts reach it by lines of their own.
final class SimulatedStore: Sendable {
    private let queue: DatabaseQueue

    /// An empty one.
    init() throws { queue = try DatabaseQueue() }

    /// A copy as it stands.
    func copy() throws -> SimulatedStore {
        let copy = try SimulatedStore()
        try queue.backup(to: copy.queue)
        return copy
    }

    /// Looks from outside.
    func rows(_ sql: String, _ values: SQLValue...) throws -> [Storage.Row] {
        try queue.inDatabase { connection in
            try SQLitePort(connection).rows(Storage.Statement("simulation.look", sql), values)
        }
    }

    /// Changes something from outside.
    func change(_ sql: String, _ values: SQLValue...) throws {
        try queue.inDatabase { connection in
            _ = try SQLitePort(connection).changed(Storage.Statement("simulation.change", sql), values)
        }
    }

    /// Reads.
    func read<T>(_ body: (borrowing Transaction) throws -> T) throws -> T {
        try queue.inDatabase { connection in
            let port = SQLitePort(connection)
            let value = try body(Transaction(port))
            try port.flush()
            return value
        }
    }

    /// One transaction, with what is to become of it.
    func write<T>(_ cut: Cut?, _ bug: PlantedBug?, on kind: StoreKind, _ body: (CutPort) throws -> T) throws -> T {
        try queue.inDatabase { connection in
            let inner = SQLitePort(connection)
            let port = CutPort(inner, cut: cut, bug: bug, kind: kind)
            if cut == .busy {
                throw CutPort.error(.busy)
            }
            try inner.begin()
            do {
                let value = try body(port)
                try port.close()
                try inner.commit()
                try port.answer()
                return value
            } catch {
                try inner.rollBack()
                throw error
            }
        }
    }
}

/// A transaction that may be cut at any statement.
final class CutPort: TransactionPort {
    /// The host is no more.
    struct Killed: Error {}

    private let inner: SQLitePort
    private let cut: Cut?
    private let bug: PlantedBug?
    private let kind: StoreKind
    private var broken: (any Error)?
    /// Statements so far.
    private(set) var count = 0

    init(_ inner: SQLitePort, cut: Cut?, bug: PlantedBug?, kind: StoreKind) {
        self.inner = inner
        self.cut = cut
        self.bug = bug
        self.kind = kind
    }

    /// Whether nothing of the transaction can be kept.
    var end: (any Error)? { broken ?? inner.end }

    func queue(_ statement: Storage.Statement, _ values: [SQLValue]) {
        if bug == .forgottenReceipt, statement == ReceiptTable.insert { return }
        if bug == .forgottenSubscriber, statement == SubscriptionTable.insert {
            return inner.queue(statement, Array(values.dropLast()) + [.integer(Int64(1 << 40))])
        }
        if bug == .earlyTimer, statement == TimerTable.set, case .integer(let due) = values[2] {
            var early = values
            early[2] = .integer(due - 900_000_000)
            return inner.queue(statement, early)
        }
        count += 1
        inner.queue(statement, values)
        // the other store's statement does both
        if kind == .postgres, statement == OutboxTable.finish {
            inner.queue(OutboxTable.remove, Array(values.prefix(2)))
        }
    }

    func rows(_ statement: Storage.Statement, _ values: [SQLValue]) throws -> [Storage.Row] {
        try pass()
        return try inner.rows(statement, values)
    }

    func changed(_ statement: Storage.Statement, _ values: [SQLValue]) throws -> Int {
        try pass()
        return try inner.changed(statement, values)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try pass()
        return try inner.savepoint {
            let value = try body()
            try pass()
            return value
        }
    }

    func flush() throws {
        try pass()
        try inner.flush()
    }

    func run(script: String, name: String) throws { try inner.run(script: script, name: name) }

    private func pass() throws {
        if let broken { throw broken }
        count += 1
        switch cut {
        case .lost(let place)? where count > place:
            try fail(Self.error(.connectionLost))
        case .full(let place)? where count > place:
            try fail(Self.error(.full))
        case .killed(let place)? where count > place: try fail(Killed())
        case .lost?, .full?, .killed?, .busy?, .unheard?, .killedAfterCommit?, nil: break
        }
    }

    static func error(_ code: Storage.DatabaseError.Code) -> Storage.DatabaseError {
        Storage.DatabaseError(code, message: "simulated", transactionEnded: true)
    }

    private func fail(_ error: any Error) throws {
        broken = error
        throw error
    }

    /// Just before the commit.
    func close() throws {
        if let broken { throw broken }
        try inner.flush()
        switch cut {
        case .lost?: try fail(Self.error(.connectionLost))
        case .full?: try fail(Self.error(.full))
        case .killed?: try fail(Killed())
        case .unheard(isDone: false)?:
            try fail(Self.error(.commitUnknown))
        case .unheard(isDone: true)?, .busy?, .killedAfterCommit?, nil: break
        }
    }

    /// Behind the commit.
    func answer() throws {
        switch cut {
        case .unheard(isDone: true)?:
            throw Self.error(.commitUnknown)
        case .killedAfterCommit?: throw Killed()
        case .lost?, .full?, .killed?, .unheard(isDone: false)?, .busy?, nil: break
        }
    }
}
