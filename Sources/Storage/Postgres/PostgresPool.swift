import Dispatch
import Synchronization

/// Lends connections, each to one caller at a time; who finds none waits in a bounded queue, for a bounded time.
final class PostgresPool: Sendable {
    private struct Waiter {
        let number: Int
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<PostgresConnection, any Error>
    }

    private struct State {
        var idle: [PostgresConnection] = []
        var made = 0
        var waiters: [Waiter] = []
        var lastNumber = 0
        var isSweeping = false
        var isClosed = false
        var closing: [CheckedContinuation<Void, Never>] = []
    }

    private let settings: PostgresSettings
    private let state = Mutex(State())
    private let timer = DispatchQueue(label: "genkan.pg-pool")

    init(_ settings: PostgresSettings) {
        self.settings = settings
    }

    /// Lends a connection to `body`.
    ///
    /// - Throws: ``DatabaseError/Code/overloaded``, ``DatabaseError/Code/closed``, or `CancellationError` for a task that
    ///   was cancelled while it waited.
    func withConnection<T>(_ body: (PostgresConnection) async throws -> T) async throws -> T {
        let connection = try await acquire()
        defer { release(connection) }
        return try await body(connection)
    }

    /// Refuses everybody new and those who wait, then closes the connections as they come back.
    func close() async {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiting { waiter.continuation.resume(throwing: Self.closed) }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.idle.count < state.made { state.closing.append(continuation) }
                return state.idle.count == state.made
            }
            if isDone { continuation.resume() }
        }
        for connection in state.withLock({ $0.idle }) { await connection.close() }
    }

    private func acquire() async throws -> PostgresConnection {
        if let connection = try state.withLock({ try take(&$0) }) { return connection }
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait($0, number: number) }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// A connection that nobody uses, or a new one; nil if there is none.
    private func take(_ state: inout State) throws -> PostgresConnection? {
        if state.isClosed { throw Self.closed }
        // the one used last: its server process has everything at hand
        if let connection = state.idle.popLast() { return connection }
        guard state.made < settings.connections else { return nil }
        state.made += 1
        return PostgresConnection(settings, number: state.made)
    }

    private func wait(_ continuation: CheckedContinuation<PostgresConnection, any Error>, number: Int) {
        let answer: Result<PostgresConnection, any Error>? = state.withLock { state in
            do {
                if let connection = try take(&state) { return .success(connection) }
                if Task.isCancelled { throw CancellationError() }
                guard state.waiters.count < settings.waitersMax else { throw Self.overloaded("too many wait for one") }
            } catch {
                return .failure(error)
            }
            let deadline = ContinuousClock.now + settings.acquisitionTimeout
            state.waiters.append(Waiter(number: number, deadline: deadline, continuation: continuation))
            sweepLater(&state)
            return nil
        }
        if let answer { continuation.resume(with: answer) }
    }

    private func release(_ connection: PostgresConnection) {
        let (next, closing) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
            if !state.waiters.isEmpty { return (state.waiters.removeFirst(), []) }
            state.idle.append(connection)
            guard state.isClosed, state.idle.count == state.made else { return (nil, []) }
            defer { state.closing = [] }
            return (nil, state.closing)
        }
        next?.continuation.resume(returning: connection)
        for continuation in closing { continuation.resume() }
    }

    /// All wait equally long, so the first in the queue is the first whose time is up: one timer serves all.
    private func sweepLater(_ state: inout State) {
        guard !state.isSweeping, let first = state.waiters.first else { return }
        state.isSweeping = true
        let delay = max(0, (first.deadline - .now).milliseconds) + 1
        timer.asyncAfter(deadline: .now() + .milliseconds(Int(delay))) { [weak self] in
            self?.sweep()
        }
    }

    private func sweep() {
        let late = state.withLock { state in
            state.isSweeping = false
            let now = ContinuousClock.now
            let late = Array(state.waiters.prefix { $0.deadline <= now })
            state.waiters.removeFirst(late.count)
            sweepLater(&state)
            return late
        }
        for waiter in late { waiter.continuation.resume(throwing: Self.overloaded("none came back in time")) }
    }

    private static let closed = DatabaseError(.closed, message: "the database was closed")

    private static func overloaded(_ why: String) -> DatabaseError {
        DatabaseError(.overloaded, message: "all connections to the database are in use, and \(why)")
    }
}
