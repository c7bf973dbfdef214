import Foundation
import Statecharts
import Synchronization

/// People who press again and again, each on an own request, with a pause between.
struct People: Sendable {
    /// How long their presses took.
    struct Waits: CustomStringConvertible {
        var all: [Duration] = []
        var failed = 0

        func share(_ part: Double) -> Duration {
            let sorted = all.sorted()
            return sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
        }

        var p99: Duration { share(0.99) }

        var description: String {
            func milliseconds(_ wait: Duration) -> Int64 {
                wait.components.attoseconds / 1_000_000_000_000_000 + wait.components.seconds * 1_000
            }
            return "p50 \(milliseconds(share(0.5))) ms, p99 \(milliseconds(p99)) ms of \(all.count)"
        }
    }

    private let count: Int
    private let server: RunningServer
    private let token: String

    init(_ count: Int, at server: RunningServer, _ token: String) {
        (self.count, self.server, self.token) = (count, server, token)
    }

    /// Presses as long as it is told to; blocks.
    func press(while goesOn: @escaping @Sendable () -> Bool) -> Waits {
        let waits = Mutex(Waits())
        let group = DispatchGroup()
        for _ in 0..<count {
            group.enter()
            Thread {
                defer { group.leave() }
                guard let connection = try? server.connect(), let path = try? start(connection) else {
                    return waits.withLock { $0.failed += 1 }
                }
                while goesOn() {
                    let began = ContinuousClock.now
                    let answer = try? send(connection, "\(path)/events", #"{"event": "add", "data": {"mark": "m"}}"#)
                    let wait = ContinuousClock.now - began
                    waits.withLock { waits in
                        if answer?.status == 200 { waits.all.append(wait) } else { waits.failed += 1 }
                    }
                    // somebody who reads before the next press
                    usleep(20_000)
                }
            }.start()
        }
        group.wait()
        return waits.withLock(\.self)
    }

    private func start(_ connection: HTTPConnection) throws -> String {
        let made = try send(
            connection, "/api/v1/workflows/counter/instances", #"{"event": "begin", "data": {"mark": "m"}}"#)
        guard let id = made.json?["id"]?.stringValue else { throw HTTPConnection.Broken() }
        return "/api/v1/instances/\(id)"
    }

    private func send(_ connection: HTTPConnection, _ path: String, _ body: String) throws -> HTTPConnection.Answer {
        try connection.send("POST", path, headers: ["Authorization": "Bearer \(token)"], body: body)
    }
}
