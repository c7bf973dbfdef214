import Engine
import Logging
import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

/// What the store does to our health, and that nobody waits for it who asks.
@Suite struct `R31 readiness` {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let host = ManualHost(ManualTime().now)

    private func keeper(_ database: any Database) -> HealthKeeper {
        HealthKeeper(database: database, time: ManualTime(), host: host, logger: logger)
    }

    private static let faults: [(DatabaseError.Code, trouble: String?)] = [
        (.connectionLost, "the store does not answer"), (.cannotOpen, "the store does not answer"),
        (.timedOut, "the store does not answer"), (.io, "the store does not answer"),
        (.closed, "the store does not answer"), (.overloaded, nil),
    ]

    @Test(arguments: faults.indices)
    func `each fault of a store has its word, and is over when the store answers`(index: Int) async throws {
        let (code, trouble) = Self.faults[index]
        let store = try await FaultyStore()
        let keeper = keeper(store)
        #expect(keeper.trouble == nil)
        store.behave(.failing(DatabaseError(code, message: "as the test says")))
        await keeper.round()
        #expect(keeper.trouble == trouble)
        store.behave(.well)
        await keeper.round()
        #expect(keeper.trouble == nil)
    }

    @Test func `a store that hangs is known after 2 s, while the question is still open`() async throws {
        let store = try await FaultyStore()
        let keeper = keeper(store)
        store.behave(.hanging)
        async let asking: Void = keeper.round()
        await store.isAsked()
        #expect(keeper.trouble == nil)
        host.advance(Span(microseconds: 2_000_000))
        #expect(keeper.trouble == nil)
        host.advance(Span(microseconds: 1))
        #expect(keeper.trouble == "the store has not answered for 2 s")
        store.behave(.well)
        await asking
        #expect(keeper.trouble == nil)
    }

    @Test func `R22 a full disk is said for 5 s after the last command that met it`() async throws {
        let store = try await FaultyStore()
        let keeper = keeper(store)
        keeper.noteFull()
        await keeper.round()
        #expect(keeper.trouble == "the store has no room to write; reading goes on")
        host.advance(Span(microseconds: 5_000_001))
        #expect(keeper.trouble == nil)
    }
}

/// A store that does to reads what the test says.
private final class FaultyStore: Database {
    enum Behaviour {
        case well, hanging
        case failing(DatabaseError)
    }

    private struct State {
        var behaviour = Behaviour.well
        var hanging: [CheckedContinuation<Void, Never>] = []
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let folder: TemporaryFolder
    private let base: any Database
    private let state = Mutex(State())

    init() async throws {
        folder = try TemporaryFolder()
        base = try await TestStore.sqlite.open(in: folder, lines: [])
    }

    var kind: StoreKind { base.kind }

    /// Whoever hangs goes on.
    func behave(_ behaviour: Behaviour) {
        let hanging = state.withLock { state in
            state.behaviour = behaviour
            defer { state.hanging = [] }
            return state.hanging
        }
        for continuation in hanging { continuation.resume() }
    }

    /// Returns when somebody hangs.
    func isAsked() async {
        await withCheckedContinuation { continuation in
            let isHanging = state.withLock { state in
                if state.hanging.isEmpty { state.waiting = continuation }
                return !state.hanging.isEmpty
            }
            if isHanging { continuation.resume() }
        }
    }

    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        switch state.withLock(\.behaviour) {
        case .well: break
        case .failing(let error): throw error
        case .hanging:
            await withCheckedContinuation { continuation in
                let waiting = state.withLock { state in
                    state.hanging.append(continuation)
                    defer { state.waiting = nil }
                    return state.waiting
                }
                waiting?.resume()
            }
        }
        return try await base.read(body)
    }

    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        try await base.transaction(readingAhead: reads, body)
    }

    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        try await base.group(readingAhead: reads, bodies)
    }

    func close() async throws { try await base.close() }
}
