import Foundation
import Statecharts
import Synchronization

/// Presses that come at their own pace, whether or not the ones before are answered; each connection has an own request.
final class OpenLoop: Sendable {
    /// What became of them.
    struct Tally: Sendable, CustomStringConvertible {
        var done: [Duration] = []
        /// Answered 429 or 503 with a time to come back.
        var refused = 0
        var others: [String] = []
        var took = Duration.zero

        /// Presses done in a second.
        var goodput: Double { Double(done.count) / max(took / .seconds(1), 0.001) }
        var p99: Duration { done.isEmpty ? .zero : done.sorted()[done.count * 99 / 100] }

        var description: String {
            "\(Int(goodput)) done a second, p99 \(p99.formatted(.units(allowed: [.milliseconds]))), \(refused) refused"
        }
    }

    private let port: Int
    private let token: String
    private let count: Int
    private let paths: [String]

    /// Starts an instance for each of so many connections.
    init(_ count: Int, at server: RunningServer, _ token: String) throws {
        (port, self.token, self.count) = (server.port, token, count)
        let connection = try server.connect()
        paths = try (0..<count).map { _ in
            let made = try connection.send(
                "POST", "/api/v1/workflows/counter/instances", headers: ["Authorization": "Bearer \(token)"],
                body: #"{"event": "begin", "data": {"mark": "m"}}"#)
            guard let id = made.json?["id"]?.stringValue else { throw HTTPConnection.Broken() }
            return "/api/v1/instances/\(id)/events"
        }
    }

    /// One after the other on so many connections: as much as the server can do.
    func closed(_ connections: Int, for duration: Duration) -> Tally {
        run(connections) { number, start, press in
            while ContinuousClock.now - start < duration { press() }
        }
    }

    /// So many a second.
    func open(_ perSecond: Double, for duration: Duration) -> Tally {
        let total = Int(perSecond * (duration / .seconds(1)))
        return run(count) { [count] number, start, press in
            for index in stride(from: number, to: total, by: count) {
                let wait = start + .seconds(Double(index) / perSecond) - .now
                // real time is the point here: the pace is given
                if wait > .zero { usleep(UInt32(wait / .microseconds(1))) }
                press()
            }
        }
    }

    private func run(
        _ connections: Int,
        _ pace: @escaping @Sendable (_ number: Int, _ start: ContinuousClock.Instant, _ press: () -> Void) -> Void
    ) -> Tally {
        let tally = Mutex(Tally())
        let group = DispatchGroup()
        let start = ContinuousClock.now
        for number in 0..<connections {
            group.enter()
            Thread { [self] in
                let connection = try? HTTPConnection(port: port)
                pace(number, start) { press(connection, paths[number], tally) }
                group.leave()
            }.start()
        }
        group.wait()
        return tally.withLock { tally in
            tally.took = ContinuousClock.now - start
            return tally
        }
    }

    private func press(_ connection: HTTPConnection?, _ path: String, _ tally: borrowing Mutex<Tally>) {
        let began = ContinuousClock.now
        let answer = try? connection?.send(
            "POST", path, headers: ["Authorization": "Bearer \(token)"],
            body: #"{"event": "add", "data": {"mark": "m"}}"#)
        let took = ContinuousClock.now - began
        tally.withLock { tally in
            switch answer?.status {
            case 200: tally.done.append(took)
            case 429 where answer?.headers["retry-after"] != nil, 503 where answer?.headers["retry-after"] != nil:
                tally.refused += 1
            default: tally.others.append(answer.map { "\($0.status) \($0.body)" } ?? "no answer")
            }
        }
    }
}
