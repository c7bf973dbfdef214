import Foundation
import Synchronization

/// Tells other processes on the same database that there is something to do, and hears it from them.
///
/// A hint and no more: what was said while the connection was down is lost, so whoever listens also looks by itself now
/// and then. It has a connection and a thread of its own, apart from every transaction; a lost connection is made anew,
/// with pauses that double from 0.1 s to 10 s.
public final class PostgresListener: Sendable {
    /// One element for whatever was said since the last one was taken, and one after each (re)connection.
    ///
    /// What this listener itself says is not among it. For one consumer; ends with ``close()``.
    public let wakeUps: AsyncStream<Void>
    private let orders: ListenerOrders

    /// Begins to listen on a channel: a name of lower-case letters, digits and underscores.
    public init(_ settings: PostgresSettings, channel: String) throws {
        guard !channel.isEmpty, channel.utf8.allSatisfy(Self.isAllowed) else {
            throw DatabaseError(.other, message: "a channel's name has lower-case letters, digits and _ only")
        }
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let orders = try ListenerOrders()
        wakeUps = stream
        self.orders = orders
        let thread = Thread {
            ListenerLoop(url: settings.url, channel: channel, orders: orders, said: { continuation.yield() }).run()
            continuation.finish()
        }
        thread.name = "genkan-pg-listen"
        thread.start()
    }

    deinit {
        orders.close()
    }

    /// Wakes the other processes: at once, or 0.1 s after the last time.
    public func notify() {
        orders.notify()
    }

    /// Ends the connection and ``wakeUps``.
    public func close() {
        orders.close()
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// What a listener's thread is asked to do, and the line whose byte wakes it.
final class ListenerOrders: Sendable {
    private struct State {
        var mustNotify = false
        var isClosed = false
    }

    /// The end that the thread waits at.
    let waitingEnd: Int32
    private let tellingEnd: Int32
    private let state = Mutex(State())

    init() throws {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw DatabaseError(.cannotOpen, message: "the system has no more descriptors; raise the limit (ulimit -n)")
        }
        (waitingEnd, tellingEnd) = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(waitingEnd)
        Glibc.close(tellingEnd)
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var mustNotify: Bool { state.withLock { $0.mustNotify } }

    func notify() {
        tell { $0.mustNotify = true }
    }

    func close() {
        tell { $0.isClosed = true }
    }

    /// Nothing said before this is left to be sent.
    func notified() {
        state.withLock { $0.mustNotify = false }
    }

    /// Takes the bytes that woke the thread.
    func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(waitingEnd, &bytes, bytes.count) > 0 {}
    }

    private func tell(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
        // a full line wakes as well
        _ = unsafe write(tellingEnd, [1], 1)
    }
}
