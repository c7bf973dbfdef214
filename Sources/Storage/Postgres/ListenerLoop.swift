import CPostgreSQL
import Foundation

/// What a listener's thread does until it is closed.
@safe struct ListenerLoop {
    let url: PostgresURL
    let channel: String
    let orders: ListenerOrders
    let said: () -> Void

    private static let pauseMin: Duration = .milliseconds(100)
    private static let pauseMax: Duration = .seconds(10)

    func run() {
        var pause = Self.pauseMin
        while !orders.isClosed {
            if let connection = unsafe connect() {
                pause = Self.pauseMin
                said()
                unsafe listen(on: connection)
                unsafe PQfinish(connection)
            }
            rest(pause)
            pause = min(pause * 2, Self.pauseMax)
        }
    }

    private func connect() -> OpaquePointer? {
        guard let connection = unsafe PostgresSession.connect(url) else { return nil }
        unsafe PQsetNoticeProcessor(connection, { _, _ in }, nil)
        guard unsafe PQstatus(connection) == CONNECTION_OK, unsafe execute("listen \(channel)", on: connection) else {
            unsafe PQfinish(connection)
            return nil
        }
        return unsafe connection
    }

    /// Returns when the connection is lost or the listener closed.
    private func listen(on connection: OpaquePointer) {
        var last = ContinuousClock.now - Self.pauseMin
        while !orders.isClosed {
            let left = Self.pauseMin - (.now - last)
            if orders.mustNotify, left <= .zero {
                orders.notified()
                guard unsafe execute("notify \(channel)", on: connection) else { return orders.notify() }
                last = .now
                // what came together with the answer wakes no descriptor again
                unsafe hear(connection)
            }
            unsafe wait(for: PQsocket(connection), atMost: orders.mustNotify ? left : nil)
            guard unsafe PQconsumeInput(connection) == 1, unsafe PQstatus(connection) == CONNECTION_OK else { return }
            unsafe hear(connection)
        }
    }

    private func hear(_ connection: OpaquePointer) {
        var hasHeard = false
        while let notification = unsafe PQnotifies(connection) {
            if unsafe notification.pointee.be_pid != PQbackendPID(connection) { hasHeard = true }
            unsafe PQfreemem(notification)
        }
        if hasHeard { said() }
    }

    private func execute(_ sql: String, on connection: OpaquePointer) -> Bool {
        guard let result = unsafe PQexec(connection, sql) else { return false }
        return unsafe !PostgresResult(owning: result).isError
    }

    private func rest(_ pause: Duration) {
        let end = ContinuousClock.now + pause
        while !orders.isClosed, .now < end { wait(for: -1, atMost: end - .now) }
    }

    /// Waits for the server, for an order, or for the time to pass.
    private func wait(for socket: Int32, atMost limit: Duration?) {
        var descriptors = [
            pollfd(fd: orders.waitingEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = limit.map { Int32(clamping: max(0, $0.milliseconds) + 1) } ?? -1
        _ = unsafe poll(&descriptors, 2, milliseconds)
        orders.drain()
    }
}
