public import Storage
import Synchronization

/// A store that numbers every statement, and goes away where it is told to, as it does for a process that is killed.
///
/// What is cut before COMMIT is rolled back, what is cut behind it is there; the caller gets
/// ``DatabaseError/Code/connectionLost`` either way, and so does everybody who asks for anything afterwards.
public final class CutDatabase: Database {
    private let inner: any Database
    private let asks: @Sendable (Boundary) -> Bool
    private let state = Mutex<(number: Int, cut: Boundary?)>((0, nil))

    /// Stands before a store that others may go on using.
    /// - Parameter asks: whether to cut here; asked at each boundary until it says yes.
    public init(_ inner: any Database, where asks: @escaping @Sendable (Boundary) -> Bool) {
        self.inner = inner
        self.asks = asks
    }

    /// Cuts at one boundary.
    public convenience init(_ inner: any Database, at number: Int, _ side: Boundary.Side) {
        self.init(inner) { $0.number == number && $0.side == side }
    }

    /// Which store it is.
    public var kind: StoreKind { inner.kind }

    /// Where it was cut, if it was.
    public var cut: Boundary? { state.withLock { $0.cut } }

    /// How many statements have begun, COMMIT included.
    public var count: Int { state.withLock { $0.number } }

    /// See ``Database/transaction(readingAhead:_:)``.
    public func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        try check()
        let (value, names) = try await inner.transaction(readingAhead: reads) { tx in
            let port = CutPort(tx.port, self, Trace(), isShared: false)
            try port.begin(reads)
            let value = try body(Transaction(port))
            try port.commit()
            return (value, port.trace.names)
        }
        try committed(names)
        return value
    }

    /// See ``Database/group(readingAhead:_:)``; a cut ends the transaction of all.
    public func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        try check()
        let trace = Mutex<[[String]]>([])
        let last = bodies.count - 1
        let results: [Result<T, any Error>]
        do {
            results = try await inner.group(
                readingAhead: reads,
                bodies.enumerated().map { index, body in
                    { @Sendable (tx: borrowing Transaction) throws -> T in
                        let before = trace.withLock { $0.last ?? [] }
                        let port = CutPort(tx.port, self, Trace(before), isShared: true)
                        defer { trace.withLock { $0.append(port.trace.names) } }
                        if index == 0 { try port.begin(reads) }
                        let value = try body(Transaction(port))
                        if index == last { try port.commit() } else { try port.check() }
                        return value
                    }
                })
        } catch {
            try check()
            throw error
        }
        try check()
        try committed(trace.withLock { $0.last ?? [] })
        return results
    }

    /// See ``Database/read(_:)``.
    public func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        try check()
        return try await inner.read { tx in
            let port = CutPort(tx.port, self, Trace(), isShared: false)
            let value = try body(Transaction(port))
            try port.check()
            return value
        }
    }

    /// The store is others' too and stays open.
    public func close() async throws {}

    /// Throws once it has been cut.
    fileprivate func check() throws {
        if cut != nil {
            throw DatabaseError(.connectionLost, message: "the process was killed", transactionEnded: true)
        }
    }

    /// Numbers the next statement and cuts before it, if that is asked for.
    fileprivate func begins(_ names: [String]) -> Int {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        passes(Boundary(number: number, side: .before, names: names, isCommit: false))
        return number
    }

    fileprivate func ended(_ number: Int, _ names: [String]) {
        passes(Boundary(number: number, side: .after, names: names, isCommit: false))
    }

    private func committed(_ names: [String]) throws {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        passes(Boundary(number: number, side: .after, names: names, isCommit: true))
        try check()
    }

    private func passes(_ boundary: Boundary) {
        guard cut == nil, asks(boundary) else { return }
        state.withLock { $0.cut = $0.cut ?? boundary }
    }
}

/// A place between two statements at which a process may end.
public struct Boundary: Sendable, Hashable, CustomStringConvertible {
    /// Which side of the statement.
    public enum Side: String, Sendable { case before, after }

    /// Of the statement, from 1, since the process began; COMMIT has one too.
    public var number: Int
    /// Which side of it.
    public var side: Side
    /// The statements of the transaction so far, this one included: each by name, and whom it asks for.
    public var names: [String]
    /// It is COMMIT, and its answer is what is cut.
    public var isCommit: Bool

    /// Where it is, in words.
    public var description: String {
        isCommit
            ? "after COMMIT of \(names.joined(separator: ", "))"
            : "\(side.rawValue) statement \(number), the last of \(names.joined(separator: ", "))"
    }
}

/// What a transaction has asked so far.
private final class Trace {
    var names: [String]

    init(_ names: [String] = []) { self.names = names }
}

/// Passes on what a body asks, and stops passing it on where the store is cut.
private final class CutPort: TransactionPort {
    /// Ends the transaction for all bodies that share it: a failure that no savepoint can take back.
    private static let poison = Statement(
        "test.cut", sqlite: "insert or rollback into instance default values",
        postgres: "select 1 / (length(current_setting('port')) - length(current_setting('port')))")

    private let inner: any TransactionPort
    private let store: CutDatabase
    let trace: Trace
    private let isShared: Bool

    init(_ inner: any TransactionPort, _ store: CutDatabase, _ trace: Trace, isShared: Bool) {
        self.inner = inner
        self.store = store
        self.trace = trace
        self.isShared = isShared
    }

    func begin(_ reads: [Read]) throws {
        try statement("begin", reads.first?.values ?? []) {}
    }

    /// The last moment at which everything can still be lost.
    func commit() throws {
        try check()
    }

    func check() throws {
        do {
            try store.check()
        } catch {
            // its error is the transaction's end; what is thrown is that the store is gone
            if isShared { _ = try? inner.rows(Self.poison, []) }
            throw error
        }
    }

    func queue(_ statement: Statement, _ values: [SQLValue]) {
        // what cannot throw here throws at the next call, or at the body's end
        try? self.statement(statement.name, values) {
            inner.queue(statement, values)
            if store.cut != nil { try? inner.flush() }
        }
    }

    func rows(_ statement: Statement, _ values: [SQLValue]) throws -> [Row] {
        try self.statement(statement.name, values) { try inner.rows(statement, values) }
    }

    func changed(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try self.statement(statement.name, values) { try inner.changed(statement, values) }
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try statement("savepoint", []) {}
        let value = try inner.savepoint {
            let value = try body()
            try check()
            return value
        }
        try statement("release", []) {}
        return value
    }

    func flush() throws {
        try check()
        try inner.flush()
    }

    func run(script: String, name: String) throws {
        try statement(name, []) { try inner.run(script: script, name: name) }
    }

    private func statement<T>(_ name: String, _ values: [SQLValue], _ body: () throws -> T) throws -> T {
        try check()
        if case .text(let whom)? = values.first {
            trace.names.append("\(name) \(whom)")
        } else {
            trace.names.append(name)
        }
        let number = store.begins(trace.names)
        try check()
        let value = try body()
        store.ended(number, trace.names)
        try check()
        return value
    }
}
