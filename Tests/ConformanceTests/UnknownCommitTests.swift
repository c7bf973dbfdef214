import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// A commit whose answer never came: asked about on another connection, never guessed (`commit.md` 13).
@Suite struct `R4 C68 a commit that nobody heard of` {
    /// What is sent while the commit is lost.
    enum Request: CaseIterable { case event, eventWithKey, start, startWithKey }

    private let proxy: PostgresProxy
    private let world: BareWorld

    init() async throws {
        let folder = try TemporaryFolder()
        let (proxy, database) = try await PostgresProxy.open(in: folder, lines: [.engineTables])
        self.proxy = proxy
        world = try await BareWorld(.postgres, definitions: [Charts.counter], folder: folder, database: database)
    }

    private func send(_ request: Request, _ number: Int, to id: InstanceID) async throws -> Answer {
        switch request {
        case .event: try await world.send("add", to: id)
        case .eventWithKey: try await world.send("add", to: id, key: "\(number)")
        case .start: try await world.start("counter")
        case .startWithKey: try await world.start("counter", key: "\(number)")
        }
    }

    private func entries() async throws -> Int64 { try await world.count("select count(*) from history") }

    @Test(arguments: [PostgresProxy.Fault.commit, .answer, .patience], Request.allCases)
    func `is looked up, and done exactly once`(fault: PostgresProxy.Fault, request: Request) async throws {
        let id = try await world.start("counter").instance.id
        let rounds = Torture.count(4, torture: 500)
        for number in 1...rounds {
            proxy.lose([fault])
            let answer = try await send(request, number, to: id)
            #expect(try await entries() == Int64(number + 1))
            switch request {
            case .event, .eventWithKey: #expect(answer.instance.revision == Int64(number + 1))
            case .start, .startWithKey: #expect(answer.instance.revision == 1)
            }
            #expect(
                try await world.engine.instance(answer.instance.id, as: .system).revision == answer.instance.revision)
        }
        var toll = Toll("R4 \(fault), \(request)")
        toll.cuts = rounds
        toll.acknowledged = rounds
        toll.lost = max(0, rounds + 1 - Int(try await entries()))
        toll.doubled = max(0, Int(try await entries()) - rounds - 1)
        try Torture.note(toll)
    }

    /// The deferred trigger runs within the commit: the look-up meets a server that has not come to its end.
    @Test(arguments: Request.allCases)
    func `is waited for while the server still commits`(request: Request) async throws {
        let id = try await world.start("counter").instance.id
        try await world.database.transaction { tx in
            tx.write(
                Statement(
                    "test.slow",
                    """
                    create function slow() returns trigger language plpgsql as
                    'begin perform pg_sleep(0.4); return null; end'
                    """))
            tx.write(
                Statement(
                    "test.trigger",
                    """
                    create constraint trigger slow after insert or update on instance initially deferred
                    for each row execute function slow()
                    """))
        }
        proxy.lose([.patience])
        let answer = try await send(request, 1, to: id)
        #expect(try await entries() == 2)
        #expect(try await world.engine.instance(answer.instance.id, as: .system).revision == answer.instance.revision)
    }

    @Test(arguments: [PostgresProxy.Fault.commitAndServer, .answerAndServer], Request.allCases)
    func `is told as unknown while the store is away, and the key tells later`(
        fault: PostgresProxy.Fault, request: Request
    ) async throws {
        let id = try await world.start("counter").instance.id
        proxy.lose([fault])
        let refusal = try await world.refusal { _ = try await send(request, 1, to: id) }
        #expect(refusal?.code == .outcomeUnknown)
        #expect(refusal?.status == 503 && refusal?.retryAfterSeconds != nil)
        let away = try await world.refusal { _ = try await send(request, 2, to: id) }
        #expect(away?.code == .storeUnavailable && away?.retryAfterSeconds != nil)
        proxy.comeBack()
        let isDone = fault == .answerAndServer
        #expect(try await entries() == (isDone ? 2 : 1))
        guard request == .eventWithKey || request == .startWithKey else { return }
        #expect(try await send(request, 1, to: id).isReplay == isDone)
        #expect(try await entries() == 2)
    }

    @Test func `C21 R39 of commands that share the lost commit, each is answered truly`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let random = SeededRandom(seed: seed)
        let ids = try await instances(16)
        let rounds = Torture.count(5, torture: 100)
        // one commit of six, so that hardly any command meets as many in a row as it has attempts
        let kinds: [PostgresProxy.Fault] = [.commit, .answer, .patience]
        proxy.lose(
            (0..<rounds * 10).flatMap { _ in
                var six = [PostgresProxy.Fault?](repeating: nil, count: 6)
                six[random.number(below: 6)] = kinds[random.number(below: 3)]
                return six
            })
        let world = world
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, id) in ids.enumerated() {
                group.addTask {
                    for round in 1...rounds {
                        let key = number.isMultiple(of: 2) ? "\(number)-\(round)" : nil
                        let answer = try await world.send("add", to: id, key: key)
                        #expect(answer.instance.revision == Int64(round + 1), "seed \(seed)")
                    }
                }
            }
            try await group.waitForAll()
        }
        proxy.lose([])
        #expect(try await entries() == Int64(16 * (rounds + 1)), "seed \(seed)")
    }

    private func instances(_ count: Int) async throws -> [InstanceID] {
        var ids: [InstanceID] = []
        for _ in 0..<count { ids.append(try await world.start("counter").instance.id) }
        return ids
    }

    /// What it has to say is prepared before, so that it holds no lock while it is on its way.
    @Test(arguments: [Request.start, .startWithKey])
    func `C69 a start that arrives after its repeat aborts whole`(request: Request) async throws {
        let id = try await send(request, 0, to: InstanceID("")).instance.id
        proxy.lose([.delay])
        let answer = try await send(request, 1, to: id)
        #expect(try await entries() == 2)
        #expect(proxy.deliver().first == "23505")
        #expect(try await entries() == 2)
        #expect(try await world.count("select count(*) from instance") == 2)
        #expect(try await world.engine.instance(answer.instance.id, as: .system).revision == 1)
        if request == .startWithKey {
            #expect(try await send(request, 1, to: id).instance.id == answer.instance.id)
        }
    }
}
