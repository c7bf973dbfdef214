import Engine
import Foundation
import Synchronization

/// Kept-alive connections over loopback on one thread; each sends its next event when it has its answer.
final class HTTPLoad: Sendable {
    private let sockets: [Int32]
    private let token: String
    private let instances: [InstanceID]
    private let presses = Atomic<Int>(0)

    init(port: Int, connections: Int, token: String, instances: [InstanceID]) throws {
        self.token = token
        self.instances = instances
        sockets = try (0..<connections).map { _ in try Loopback.connect(to: port) }
    }

    func close() { for socket in sockets { Loopback.close(socket) } }

    /// Events answered per second.
    func rate(seconds: Double) async throws -> Double {
        // a thread of its own, because it waits and would take one from the server's tasks
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try self.run(seconds: seconds) }) }.start()
        }
    }

    private func run(seconds: Double) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        var answers = [[UInt8]](repeating: [], count: sockets.count)
        var places = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        for socket in sockets { try press(socket) }
        var done = 0
        var underWay = sockets.count
        while underWay > 0 {
            guard poll(&places, nfds_t(places.count), 30_000) > 0 else { throw BenchFault("no answer within 30 s") }
            for place in places.indices where places[place].revents != 0 {
                answers[place] += try Loopback.receive(places[place].fd)
                guard try Self.isWhole(answers[place]) else { continue }
                answers[place].removeAll(keepingCapacity: true)
                done += 1
                if clock.now < end {
                    try press(places[place].fd)
                } else {
                    underWay -= 1
                    places[place].events = 0
                }
            }
        }
        return Double(done) / ((clock.now - start) / .seconds(1))
    }

    private func press(_ socket: Int32) throws {
        let number = presses.add(1, ordering: .relaxed).newValue
        let id = instances[number * 7919 % instances.count]
        let body = #"{"event":"move"}"#
        let head = [
            "POST /api/v1/instances/\(id)/events HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(token)",
            "Content-Type: application/json", "Content-Length: \(body.utf8.count)", "", "",
        ]
        try Loopback.send(head.joined(separator: "\r\n") + body, to: socket)
    }

    /// Whether the body has come whole; an answer other than 200 is a fault.
    private static func isWhole(_ answer: [UInt8]) throws -> Bool {
        let blank = Array("\r\n\r\n".utf8)
        guard let head = answer.firstRange(of: blank) else { return false }
        guard answer.starts(with: Array("HTTP/1.1 200".utf8)) else {
            throw BenchFault("answer \(String(decoding: answer.prefix(1_000), as: UTF8.self))")
        }
        let name = Array("content-length: ".utf8)
        let lines = answer[..<head.lowerBound].split(separator: 10)
        guard
            let line = lines.first(where: {
                $0.count > name.count && zip($0, name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
            }),
            let length = Int(String(decoding: line.dropFirst(name.count).prefix { $0 != 13 }, as: UTF8.self))
        else { throw BenchFault("an answer without Content-Length") }
        return answer.count >= head.upperBound + length
    }
}
