import Foundation
public import Storage
import Synchronization

/// Stands between a store and its server, knows a commit when it sees one, and loses what a test wants lost.
///
/// Commits of transactions that only read pass unseen.
public final class PostgresProxy: Sendable {
    /// What becomes of a commit; each time the client's connection ends.
    public enum Fault: Sendable, CaseIterable {
        /// It never reaches the server.
        case commit
        /// It is done, and the answer is lost.
        case answer
        /// The client is gone while the server commits.
        case patience
        /// It reaches the server when the test says so, long after the client is gone.
        case delay
        /// It never reaches the server, and nobody gets through any more.
        case commitAndServer
        /// It is done, the answer is lost, and nobody gets through any more.
        case answerAndServer
    }

    private let listening: Int32
    private let port: UInt16
    private let state: ProxyState

    /// Listens on a port of this machine, in front of the server's socket.
    public init(to server: PostgresServer) throws {
        guard let (listening, port) = Self.listen() else { throw PostgresFault("no port to listen on") }
        let state = ProxyState(folder: server.folder)
        (self.listening, self.port, self.state) = (listening, port, state)
        Thread {
            while case let client = accept(listening, nil, nil), client >= 0 { state.take(client) }
            close(listening)
        }.start()
    }

    deinit {
        shutdown(listening, Int32(SHUT_RDWR))
        state.leave()
    }

    /// Where a database is, by way of the proxy.
    public func url(_ database: String) -> String {
        "postgresql://genkan@127.0.0.1:\(port)/\(database)?sslmode=disable&gssencmode=disable"
    }

    /// What becomes of the next commits, one after the other; nil passes.
    public func lose(_ faults: [Fault?]) { state.lose(faults) }

    /// Lets everybody through again.
    public func comeBack() { state.comeBack() }

    /// Hands the delayed commits to the server, and returns the SQLSTATEs of its errors.
    public func deliver() -> [String] { state.deliver() }

    /// A migrated store of the folder's own, reached by a proxy of its own.
    public static func open(
        in folder: TemporaryFolder, lines: [MigrationLine], _ change: (inout PostgresSettings) -> Void = { _ in }
    ) async throws -> (proxy: PostgresProxy, database: PostgresDatabase) {
        let store = try await folder.postgres(lines)
        let proxy = try PostgresProxy(to: store.server)
        var settings = try PostgresSettings.patient(proxy.url(store.name))
        change(&settings)
        return (proxy, try await PostgresDatabase.open(settings))
    }

    private static func listen() -> (descriptor: Int32, port: UInt16)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 ? getsockname(descriptor, address, &size) : -1
            }
        }
        guard code == 0, Glibc.listen(descriptor, 64) == 0 else { return nil }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}

/// What the proxy's threads share.
final class ProxyState: Sendable {
    private struct State {
        var faults: [PostgresProxy.Fault?] = []
        var isAway = false
        var lines: [ProxyLine] = []
        var delayed: [(line: ProxyLine, bytes: [UInt8])] = []
    }

    private let folder: String
    private let state = Mutex(State())

    init(folder: String) { self.folder = folder }

    /// Connects somebody who came to the server.
    func take(_ client: Int32) {
        guard !state.withLock(\.isAway), let server = connect() else {
            close(client)
            return
        }
        let line = ProxyLine(client: client, server: server, state: self)
        state.withLock { state in
            state.lines.removeAll { $0.isEnded }
            state.lines.append(line)
        }
        line.start()
    }

    func lose(_ faults: [PostgresProxy.Fault?]) { state.withLock { $0.faults = faults } }

    func nextFault() -> PostgresProxy.Fault? {
        state.withLock { $0.faults.isEmpty ? nil : $0.faults.removeFirst() }
    }

    func comeBack() { state.withLock { $0.isAway = false } }

    /// Ends every connection, and those that come.
    func leave() {
        let lines = state.withLock { state in
            state.isAway = true
            defer { state.lines = [] }
            return state.lines
        }
        for line in lines { line.hangUp() }
    }

    func delay(_ bytes: [UInt8], of line: ProxyLine) { state.withLock { $0.delayed.append((line, bytes)) } }

    func deliver() -> [String] {
        let delayed = state.withLock { state in
            defer { state.delayed = [] }
            return state.delayed
        }
        return delayed.flatMap { $0.line.deliver($0.bytes) }
    }

    private func connect() -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(folder)/.s.PGSQL.5432".utf8) }
        let code = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
