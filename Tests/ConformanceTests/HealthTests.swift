import Logging
import ServiceLifecycle
import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

@testable import Engine

/// What an operator sees of a store, and what brings a message back (`commit.md` 10, R-16).
@Suite struct `Health of a store` {
    private let form = JSON.object([("approver", "b@two.example")])

    private func world(_ store: TestStore) async throws -> BareWorld {
        try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
    }

    private func write(_ sql: String, _ values: SQLValue..., in world: BareWorld) async throws {
        try await world.database.transaction { tx in tx.write(Statement("test.write", sql), values) }
    }

    private func outbox(_ world: BareWorld) throws -> Outbox {
        Outbox(
            keys: try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) }), host: "genkan.example",
            random: SeededRandom(seed: 2).bytes)
    }

    @Test(arguments: TestStore.allCases)
    func `R16 after 12 attempts a message is a dead letter, is listed with its reason, and goes when sent again`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        world.mailbox.answerNext([DeliveryOutcome](repeating: .retry(reply: "451 not now"), count: 12))
        for _ in 0..<12 {
            #expect(try await world.outboxWorker.round() == 1)
            world.time.advance(.hours(12))
        }
        #expect(try await world.outboxWorker.round() == 0)
        let health = try await StoreHealth.read(world.database, now: world.time.now)
        let letter = try #require(health.dead.first)
        #expect(health.deadCount == 1 && health.dead.count == 1)
        #expect(letter.instance == id && letter.kind == "please-answer" && letter.attempts == 12)
        #expect(letter.reason == "451 not now")
        let outbox = try outbox(world)
        let now = world.time.now
        let messageID = try await world.rows("select message_id from outbox").first?.text(0)
        #expect(
            try await outbox.resend(letter.id, reason: "the relay is back", now: now, in: world.database) == .queued)
        #expect(
            try await outbox.resend(letter.id, reason: "once more", now: now, in: world.database) == .unknown)
        #expect(try await world.outboxWorker.round() == 1)
        #expect(world.mailbox.all.map(\.messageID) == [messageID])
        #expect(try await Outbox.dead(limit: 10, in: world.database).isEmpty)
        let log = try await world.rows("select data from security_event where code = 'outbox-resent'")
        #expect(try log.map { try $0.text(0) } == ["\(letter.id): the relay is back"])
    }

    @Test(arguments: TestStore.allCases)
    func `a dead letter that no key opens stays, and the key is named`(store: TestStore) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form)
        try await write("update outbox set stage = 'dead', key_id = 9, last_reply = 'key missing'", in: world)
        let health = try await StoreHealth.read(world.database, now: world.time.now)
        #expect(health.keysInUse.map(\.id) == [9] && health.keysInUse.map(\.count) == [1])
        let outbox = try outbox(world)
        let answer = try await outbox.resend(
            try #require(health.dead.first).id, reason: "try", now: world.time.now, in: world.database)
        #expect(answer == .keyMissing)
        #expect(try await world.count("select count(*) from outbox where stage = 'dead'") == 1)
        #expect(try await world.count("select count(*) from security_event") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `a discarded dead letter ends as undeliverable, and the history says why and by whom`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        let letter = try #require(try await world.rows("select id from outbox").first?.text(0))
        #expect(try await world.engine.discard(letter, reason: "gone") == .alive(stage: "queued"))
        world.mailbox.answerNext([.unsendable(reason: "To: no")])
        _ = try await world.outboxWorker.round()
        let due = try await world.rows("select due_at from timer order by name").map { try $0.timestamp(0) }
        #expect(try await world.engine.discard(letter, reason: "she has left") == .discarded)
        #expect(try await world.count("select count(*) from outbox") == 0)
        #expect(
            try await world.count("select count(*) from sent where outcome = 'undeliverable' and attempts = 1") == 1)
        let entries = try await world.engine.history(id, as: .system)
        let entry = try #require(entries.last)
        #expect(entries.count == 2 && entry.kind == "repair" && entry.event == "discard" && entry.role == "operations")
        #expect(entry.reason == "she has left" && entry.took.isEmpty && entry.state == entries[0].state)
        let asker = try await world.engine.history(id, as: BareWorld.person("asker@one.example"))
        #expect(asker.count == 2 && asker.allSatisfy { $0.reason == nil })
        #expect(try await world.rows("select due_at from timer order by name").map { try $0.timestamp(0) } == due)
        let log = try await world.rows("select data from security_event where code = 'outbox-discarded'")
        #expect(try log.map { try $0.text(0) } == ["\(letter): she has left"])
        #expect(try await world.engine.discard(letter, reason: "once more") == .unknown)
        #expect(try await world.engine.history(id, as: .system).count == 2)
        _ = try await world.engine.send(Command(.repair(id), caller: .system))
        #expect(try await world.engine.history(id, as: .system).count == 2, "the rows are as the history asks for")
        _ = try await world.send("approve", to: id, as: "b@two.example")
    }

    @Test(arguments: TestStore.allCases)
    func `the product's own dead letter is discarded, that of a request set aside is not`(store: TestStore) async throws
    {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        let outbox = try outbox(world)
        let now = world.time.now
        try await world.database.transaction { tx in
            try outbox.queue(
                RenderedMail(subject: "code", text: "1", html: "1"), kind: "code", to: "d@two.example", notAfter: nil,
                now: now, in: tx)
        }
        try await write("update outbox set stage = 'dead'", in: world)
        try await write("update instance set stuck = 'two tasks of one turn' where id = $1", .text(id.text), in: world)
        let letters = try await Outbox.dead(limit: 10, in: world.database)
        let own = try #require(letters.first { $0.instance == nil })
        #expect(try await world.engine.discard(own.id, reason: "gone") == .discarded)
        #expect(try await world.count("select count(*) from sent where kind = 'code'") == 1)
        #expect(try await world.count("select count(*) from security_event where code = 'outbox-discarded'") == 1)
        let other = try #require(letters.first { $0.instance == id })
        let refused = try await world.refusal { _ = try await world.engine.discard(other.id, reason: "gone") }
        #expect(refused?.code == .stuck)
        #expect(try await Outbox.dead(limit: 10, in: world.database).map(\.id) == [other.id])
    }

    @Test(arguments: TestStore.allCases)
    func `lateness is told of the oldest message and timer, and of nothing that is not due`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form)
        let fresh = try await StoreHealth.read(world.database, now: world.time.now)
        #expect(fresh.messageLateness == Span(microseconds: 0))
        #expect(fresh.timerLateness == .days(-7))
        #expect(fresh.stuck.isEmpty && fresh.deadCount == 0)
        let later = try await StoreHealth.read(world.database, now: world.time.now.adding(.days(8)))
        #expect(later.messageLateness == .days(8))
        #expect(later.timerLateness == .days(1))
    }

    @Test(arguments: TestStore.allCases)
    func `R21 a stuck instance is listed with its cause`(store: TestStore) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        try await write("update instance set stuck = 'two tasks of one turn' where id = $1", .text(id.text), in: world)
        let stuck = try await StoreHealth.read(world.database, now: world.time.now).stuck
        #expect(stuck.map(\.id) == [id] && stuck.map(\.cause) == ["two tasks of one turn"])
    }

    @Test(arguments: TestStore.allCases)
    func `R8 receipts go after 30 days, a thousand at a time, and not before`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        let id = try await world.start("counter", key: "start").instance.id
        let copies = """
            insert into receipt (scope, fingerprint, kind, instance_id, status, made_at)
            select \(store == .sqlite ? "cast(n as blob)" : "int8send(n)"), fingerprint, kind, instance_id, status, made_at
            from receipt, \(store == .sqlite ? Self.numbers : "generate_series(1, 2500) n")
            """
        try await write(copies, in: world)
        world.time.advance(.days(30))
        _ = try await world.send("add", to: id, key: "add")
        let keeper = ReceiptKeeper(
            database: world.database, time: world.time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(try await keeper.round() == 0)
        #expect(try await world.start("counter", key: "start").instance.id == id)
        world.time.advance(Span(microseconds: 1))
        #expect(try await keeper.round() == 2501)
        #expect(try await world.count("select count(*) from receipt") == 1)
        #expect(try await world.start("counter", key: "start").instance.id != id)
    }

    private static let numbers =
        "(with recursive s(n) as (select 1 union all select n + 1 from s where n < 2500) select n from s)"

    @Test(arguments: TestStore.allCases)
    func `R30 a worker that is stopped amid its messages hands the unsent back at once`(store: TestStore) async throws {
        let world = try await world(store)
        for _ in 0..<3 { _ = try await world.start("approval", form) }
        let stopper = StoppingDeliverer()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let worker = OutboxWorker(
            database: world.database, outbox: try outbox(world), deliverer: stopper, time: world.time, wakeUp: WakeUp(),
            owner: "stopped", logger: logger)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [worker], logger: logger))
        stopper.stop { await group.triggerGracefulShutdown() }
        try await group.run()
        #expect(stopper.count == 1)
        #expect(try await world.count("select count(*) from sent") == 1)
        let rows = try await world.rows("select stage, attempts, lease_owner from outbox")
        #expect(rows.count == 2)
        for row in rows {
            #expect(try row.text(0) == "queued")
            #expect(try row.integer(1) == 0)
            #expect(try row.optionalText(2) == nil)
        }
        #expect(try await world.outboxWorker.round() == 2)
    }
}

/// Begins the end of its own group with the first message that it takes.
private final class StoppingDeliverer: Deliverer {
    private let state = Mutex<(count: Int, stop: (@Sendable () async -> Void)?)>((0, nil))

    var count: Int { state.withLock(\.count) }

    func stop(_ stop: @escaping @Sendable () async -> Void) { state.withLock { $0.stop = stop } }

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        let stop = state.withLock { state in
            state.count += 1
            return state.stop
        }
        await stop?()
        // the group tells its services one by one; this one has heard of it now
        try? await gracefulShutdown()
        return .accepted
    }
}
