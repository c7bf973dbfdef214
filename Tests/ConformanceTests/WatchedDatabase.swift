import Synchronization

@testable import Storage

/// A store that tells what reaches it, holds it back, and fails it where a test wants.
final class WatchedDatabase: Database {
    /// A transaction that writes.
    struct Call: Sendable {
        /// Commands that share it; absent for a transaction of one's own.
        var size: Int?
        /// Whom it asked for ahead, by the first value of each lock.
        var instances: [String]
    }

    /// What becomes of the next transaction.
    enum Fault: Sendable {
        /// Nothing reaches the store.
        case instead(DatabaseError)
        /// The store commits, and its answer is cut.
        case after(DatabaseError)
    }

    private struct State {
        var calls: [Call] = []
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
        var faults: [Fault?] = []
    }

    private let inner: any Database
    private let state = Mutex(State())

    init(_ inner: any Database) { self.inner = inner }

    var kind: StoreKind { inner.kind }

    /// All so far, in the order of their arrival.
    var calls: [Call] { state.withLock { $0.calls } }

    /// Transactions that wait for ``release()``.
    var heldCount: Int { state.withLock { $0.held.count } }

    /// From now on no transaction begins.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Lets all go on.
    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    /// Forgets what was seen.
    func forget() { state.withLock { $0.calls = [] } }

    /// What becomes of the next transactions, one after the other; nil is nothing special.
    func fail(_ faults: [Fault?]) { state.withLock { $0.faults = faults } }

    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        let fault = await pass(Call(size: nil, instances: Self.instances(in: reads)))
        if case .instead(let error) = fault { throw error }
        let value = try await inner.transaction(readingAhead: reads, body)
        if case .after(let error) = fault { throw error }
        return value
    }

    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        let fault = await pass(Call(size: bodies.count, instances: Self.instances(in: reads)))
        if case .instead(let error) = fault { throw error }
        let results = try await inner.group(readingAhead: reads, bodies)
        if case .after(let error) = fault { throw error }
        return results
    }

    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func close() async throws { try await inner.close() }

    private func pass(_ call: Call) async -> Fault? {
        await withCheckedContinuation { continuation in
            let mayGo = state.withLock { state in
                guard state.isHeld else { return true }
                state.held.append(continuation)
                return false
            }
            if mayGo { continuation.resume() }
        }
        return state.withLock { state in
            state.calls.append(call)
            return state.faults.isEmpty ? nil : state.faults.removeFirst()
        }
    }

    private static func instances(in reads: [Read]) -> [String] {
        reads.filter { $0.statement.name.hasPrefix("instance.lock") }.compactMap { read in
            if case .text(let id)? = read.values.first { id } else { nil }
        }
    }
}
