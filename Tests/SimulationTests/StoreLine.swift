import Storage

/// One host's way to the store: as long as the host is frozen nothing passes, and when it is dead nothing ever will.
final class StoreLine: Database {
    let kind: StoreKind
    private let store: SimulatedStore
    /// Absent for who stands outside of the simulation.
    private let body: HostBody?

    init(_ store: SimulatedStore, kind: StoreKind = .sqlite, of body: HostBody? = nil) {
        self.store = store
        self.kind = kind
        self.body = body
    }

    func transaction<T: Sendable>(
        readingAhead reads: [Read], _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws -> T {
        try await write("transaction") { port in try body(Transaction(port)) }
    }

    func group<T: Sendable>(
        readingAhead reads: [Read], _ bodies: [@Sendable (borrowing Transaction) throws -> T]
    ) async throws -> [Result<T, any Error>] {
        try await write("group of \(bodies.count)") { port in
            try bodies.map { body in
                do {
                    return .success(try port.savepoint { try body(Transaction(port)) })
                } catch {
                    if let ended = port.end { throw ended }
                    return .failure(error)
                }
            }
        }
    }

    func read<T: Sendable>(_ body: @Sendable (borrowing Transaction) throws -> T) async throws -> T {
        try await self.body?.pass()
        let value = try store.read(body)
        try await self.body?.pass()
        return value
    }

    func close() async throws {}

    private func write<T: Sendable>(_ what: String, _ body: (CutPort) throws -> T) async throws -> T {
        try await self.body?.pass()
        let cut = self.body?.takeCut()
        var statements = 0
        let result = Result {
            try store.write(cut, self.body?.bug, on: kind) { port in
                defer { statements = port.count }
                return try body(port)
            }
        }
        if let host = self.body {
            if case .failure(is CutPort.Killed) = result { host.die() }
            let ending = if case .failure(let error) = result { "\(Self.word(error))" } else { "committed" }
            host.trace.note(
                "\(host.name) \(what), \(statements) statements: \(ending)\(cut.map { ", cut \($0)" } ?? "")")
        }
        try await self.body?.pass()
        return try result.get()
    }

    private static func word(_ error: any Error) -> String {
        (error as? DatabaseError).map { "\($0.code)" } ?? "\(type(of: error))"
    }
}
