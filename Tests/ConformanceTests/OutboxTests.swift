import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// What was committed is handed over at least once, sealed until then (`commit.md` 10).
@Suite struct `C56 outbox` {
    private let approver = "b@two.example"
    private var form: JSON { .object([("approver", .string(approver)), ("note", "please look")]) }

    private func world(_ store: TestStore) async throws -> BareWorld {
        try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
    }

    @Test(arguments: TestStore.allCases)
    func `C56 neither body nor secret is in the store, waiting or delivered`(store: TestStore) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form)
        let waiting = try world.folder.storeDump()
        try await world.settle()
        let delivered = try world.folder.storeDump()
        let secret = try #require(world.mailbox.linkSecret(to: approver))
        for dump in [waiting, delivered] {
            #expect(!dump.contains(secret))
            #expect(!dump.contains("note=\"please look\""))
        }
        #expect(try await world.count("select count(*) from outbox") == 0)
        #expect(try await world.count("select count(*) from sent where outcome = 'sent'") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `R11 a repeat after a crash bears the same Message-ID`(store: TestStore) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form)
        world.mailbox.answerNext([.retry(reply: "421 gone away")])
        _ = try await world.outboxWorker.round()
        let ids = try await world.rows("select message_id from outbox")
        world.time.advance(.minutes(2))
        _ = try await world.outboxWorker.round()
        #expect(try world.mailbox.all.map(\.messageID) == ids.map { try $0.text(0) })
    }

    @Test(arguments: TestStore.allCases)
    func `a lease that ran out is taken up again, and the frozen worker's mark changes nothing`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form)
        try await world.database.transaction { tx in
            tx.write(
                Statement(
                    "test.freeze",
                    """
                    update outbox set stage = 'sending', lease_owner = 'frozen', lease_until = $1, next_at = $1
                    """),
                .integer(world.time.now.adding(.minutes(2)).microseconds))
        }
        #expect(try await world.outboxWorker.round() == 0)
        world.time.advance(.minutes(3))
        #expect(try await world.outboxWorker.round() == 1)
        #expect(world.mailbox.all.count == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `R13 a reminder whose turn was answered meanwhile is not sent`(store: TestStore) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        world.time.advance(.days(7))
        while try await world.timerWorker.round() > 0 {}
        _ = try await world.send("approve", to: id, as: approver)
        try await world.settle()
        #expect(world.mailbox.all.map(\.mail.subject) == ["done", "done"])
        #expect(try await world.count("select count(*) from sent where outcome = 'superseded'") == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `an undeliverable mail is told apart, an unopenable one lies dead, neither stops the others`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form)
        _ = try await world.start("approval", form)
        _ = try await world.start("approval", form)
        try await world.database.transaction { tx in
            tx.write(
                Statement(
                    "test.damage",
                    "update outbox set sealed = $1 where id = (select id from outbox order by id desc limit 1)"),
                .bytes([UInt8](repeating: 0, count: 40)))
        }
        world.mailbox.answerNext([.undeliverable(reply: "550 no such mailbox")])
        try await world.settle()
        #expect(try await world.count("select count(*) from outbox where stage = 'dead'") == 1)
        #expect(try await world.count("select count(*) from sent where outcome = 'undeliverable'") == 1)
        #expect(world.mailbox.all.count == 1)
    }
}
