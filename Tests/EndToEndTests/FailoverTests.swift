import Foundation
import Statecharts
import Synchronization
import TestKit
import Testing

/// The primary is lost, and the standby that every commit waited for takes over.
@Suite struct `R26 C70 failover` {
    @Test(.timeLimit(.minutes(20)))
    func `the standby takes over within 30 s, and nothing that was acknowledged is lost or doubled`() async throws {
        let pair = try PostgresPair()
        let victim = try await PostgresVictim(on: pair.primary, or: [pair.standby])
        let load = Load()
        let (primary, pauses) = try await blocking {
            let servers = try victim.serve(2)
            defer {
                load.stop()
                for server in servers { server.kill() }
            }
            load.start(8, on: servers, victim.token)
            let end = try Self.failOver(pair, Torture.count(1, torture: 20), under: load)
            load.stop()
            let last = HTTPSender(connection: try servers[1].connect(), token: victim.token)
            for entry in load.ledger.pending { load.ledger.note(try last.send(entry), of: entry) }
            #expect(load.ledger.pending == [])
            for server in servers { #expect(server.terminate() == 0) }
            return end
        }
        let stored = try await victim.stored()
        print("R26: \(load.putOff) answered 503, pauses \(pauses)")
        #expect(load.broken == [], "servers left somebody without an answer")
        var toll = Toll("R26 failover")
        toll.restarts = pauses.count
        try load.expectWhole(in: stored, toll)
        withExtendedLifetime(primary) {}
    }

    /// - Returns: both servers as they stand in the end, and how long people waited each time.
    private static func failOver(
        _ pair: PostgresPair, _ times: Int, under load: Load
    ) throws -> (PostgresPair, pauses: [Duration]) {
        var pair = pair
        var pauses: [Duration] = []
        for time in 1...times {
            // both do something while commits wait for the standby
            try load.expectAnswers(of: 0..<2, within: 30)
            try load.expectAcknowledged(50, within: 30)
            let cut = ContinuousClock.now
            try pair.failOver()
            try load.expectAnswers(of: 0..<2, within: 30)
            pauses.append(ContinuousClock.now - cut)
            if time < times { try pair.rejoin() }
        }
        #expect(pauses.allSatisfy { $0 < .seconds(30) }, "\(pauses)")
        return (pair, pauses)
    }
}

/// The standby is away, and an operator ends the wait for it.
@Suite struct `R26 C70 R4 a wait that was cancelled` {
    private static let waiting = "pg_stat_activity where wait_event = 'SyncRep'"

    private let victim: PostgresVictim

    private let pair: PostgresPair

    init() async throws {
        pair = try PostgresPair()
        victim = try await PostgresVictim(on: pair.primary, or: [pair.standby])
    }

    /// A request on its way, and its answer as soon as there is one.
    private final class Request: Sendable {
        private let answered = Mutex<Result<HTTPConnection.Answer, any Error>?>(nil)

        init(_ send: @escaping @Sendable () throws -> HTTPConnection.Answer) {
            Thread { [self] in
                let answer = Result { try send() }
                answered.withLock { $0 = answer }
            }.start()
        }

        var answer: HTTPConnection.Answer? {
            get throws { try answered.withLock(\.self)?.get() }
        }

        func wait() throws -> HTTPConnection.Answer {
            let end = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < end {
                if let answer = try answer { return answer }
                usleep(5_000)
            }
            throw HTTPConnection.Broken()
        }
    }

    /// An instance at its first revision, and a press that nobody has answered because the standby is gone.
    private func press(_ server: RunningServer) throws -> (path: String, request: Request) {
        let headers = ["Authorization": "Bearer \(victim.token)"]
        let made = try server.connect().send(
            "POST", "/api/v1/workflows/counter/instances", headers: headers,
            body: #"{"event": "begin", "data": {"mark": "first"}}"#)
        #expect(made.status == 201, "\(made.body)")
        let path = "/api/v1/instances/\(made.json?["id"]?.stringValue ?? "")"
        try pair.standby.stop(.fast)
        let request = Request { try add(at: path, server) }
        try pair.primary.wait(for: "select 1 from \(Self.waiting)")
        return (path, request)
    }

    private func add(at path: String, _ server: RunningServer) throws -> HTTPConnection.Answer {
        try server.connect().send(
            "POST", "\(path)/events",
            headers: ["Authorization": "Bearer \(victim.token)", "Idempotency-Key": "the-press"],
            body: #"{"event": "add", "data": {"mark": "second"}}"#)
    }

    @Test func `is looked up, which waits too; what is then answered holds on the standby that takes over`()
        async throws
    {
        try await blocking { [self] in
            var pair = pair
            let server = try victim.place.serve(victim.options)
            defer { server.kill() }
            let (path, request) = try press(server)
            let moment = try victim.place.ask(
                "select clock_timestamp() from (select pg_cancel_backend(pid) from \(Self.waiting)) as cancelled")
            // whatever waits now began after the wait was cancelled: the look-up, by its small write
            try pair.primary.wait(for: "select 1 from \(Self.waiting) and xact_start > '\(moment)'")
            #expect(try victim.place.ask("select count(*) from genkan.history") == "2", "done here, and seen")
            #expect(try request.answer == nil, "answered by what no standby has")
            try pair.standby.start()
            let answer = try request.wait()
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.json?["revision"]?.integerValue == 2)
            try pair.failOver()
            #expect(try pair.primary.psql(victim.place.name, script: "select count(*) from genkan.history;") == "2\n")
            let again = try repeated(at: path, server)
            #expect(again.status == 200 && again.headers["idempotent-replayed"] == "true", "\(again.body)")
            #expect(server.terminate() == 0)
        }
    }

    @Test func `again and again is told as unknown, and the same key is true on the standby that takes over`()
        async throws
    {
        try await blocking { [self] in
            let server = try victim.place.serve(victim.options)
            defer { server.kill() }
            let (path, request) = try press(server)
            while try request.answer == nil {
                try victim.place.ask("select pg_cancel_backend(pid) from \(Self.waiting)")
            }
            let unknown = try request.wait()
            #expect(unknown.status == 503 && unknown.headers["retry-after"] != nil)
            #expect(unknown.body.contains("outcome-unknown"), "\(unknown.body)")
            try pair.primary.kill()
            try pair.standby.start()
            try pair.standby.promote()
            let count = "select count(*) from genkan.history;"
            #expect(try pair.standby.psql(victim.place.name, script: count) == "1\n", "it never came here")
            let again = try repeated(at: path, server)
            #expect(again.status == 200 && again.headers["idempotent-replayed"] == nil, "\(again.body)")
            #expect(try pair.standby.psql(victim.place.name, script: count) == "2\n")
            #expect(server.terminate() == 0)
        }
    }

    /// The same request, as soon as the server has found the new primary.
    private func repeated(at path: String, _ server: RunningServer) throws -> HTTPConnection.Answer {
        let end = ContinuousClock.now + .seconds(30)
        var answer = try add(at: path, server)
        while answer.status == 503, ContinuousClock.now < end {
            usleep(20_000)
            answer = try add(at: path, server)
        }
        return answer
    }
}
