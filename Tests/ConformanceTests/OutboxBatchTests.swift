import Logging
import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

@testable import Engine

/// Many messages at once are claimed, handed over and marked in sets, and each row has its own outcome (`commit.md` 10).
@Suite(.timeLimit(.minutes(5))) struct `C56 outbox in batches` {
    @Test(arguments: TestStore.allCases)
    func `one round hands over all that is due, each message once`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval])
        let count = 730
        try await queue((0..<count).map { "p\($0)@d\($0 % 30).example" }, in: world)
        let deliverer = AnsweringDeliverer(atOnce: 16) { _ in .accepted }
        #expect(try await worker(world, deliverer).round() == count)
        #expect(deliverer.taken.count == count && Set(deliverer.taken.map(\.id)).count == count)
        #expect(try await world.count("select count(*) from outbox") == 0)
        #expect(try await world.count("select count(*) from sent where outcome = 'sent' and attempts = 1") == 730)
    }

    @Test(arguments: TestStore.allCases)
    func `one after the other they keep their order over batches`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval])
        try await queue((0..<350).map { "p\($0 % 7)@d\($0 % 3).example" }, in: world)
        let deliverer = AnsweringDeliverer(atOnce: 1) { _ in .accepted }
        #expect(try await worker(world, deliverer).round() == 350)
        for domain in 0..<3 {
            let numbers = deliverer.taken.filter { $0.to.hasSuffix("@d\(domain).example") }.map(\.mail.subject)
            #expect(numbers == (0..<350).filter { $0 % 3 == domain }.map { "\($0)" })
        }
    }

    @Test(arguments: TestStore.allCases)
    func `each row of a set has its own outcome, reply and next attempt`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval])
        try await queue((0..<120).map { "p\($0)@d\($0 % 30).example" }, in: world)
        let deliverer = AnsweringDeliverer(atOnce: 16) { message in
            switch Int(message.mail.subject).map({ $0 % 4 }) {
            case 0: .accepted
            case 1: .undeliverable(reply: "550 \(message.mail.subject)")
            case 2: .retry(reply: "450 \(message.mail.subject)")
            default: .unknown(reply: "cut \(message.mail.subject)")
            }
        }
        #expect(try await worker(world, deliverer).round() == 120)
        for outcome in ["sent", "undeliverable"] {
            #expect(try await world.count("select count(*) from sent where outcome = '\(outcome)'") == 30)
        }
        let rows = try await world.rows("select target, stage, attempts, lease_owner, last_reply, next_at from outbox")
        #expect(rows.count == 60)
        for row in rows {
            let number = try #require(try row.text(0).dropFirst().split(separator: "@").first)
            let word = try #require(Int(number)) % 4 == 2 ? "450" : "cut"
            #expect(try row.optionalText(4) == "\(word) \(number)")
            #expect(try row.text(1) == "queued" && row.integer(2) == 1 && row.optionalText(3) == nil)
            #expect(try row.timestamp(5) > world.time.now)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `C52 R28 what a frozen worker marks or gives back late changes no row`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval])
        try await queue((0..<9).map { "p\($0)@one.example" }, in: world)
        let other = AnsweringDeliverer(atOnce: 1) { _ in .accepted }
        let second = try worker(world, other, owner: "second")
        let frozen = AnsweringDeliverer(atOnce: 1) { _ in
            world.time.advance(.minutes(5))
            _ = try? await second.round()
            return .undeliverable(reply: "550 late")
        }
        #expect(try await worker(world, frozen, owner: "frozen").round() == 9)
        #expect(frozen.taken.count == 1 && other.taken.count == 9)
        #expect(try await world.count("select count(*) from sent where outcome = 'sent' and attempts = 2") == 9)
        #expect(try await world.count("select count(*) from sent") == 9)
        #expect(try await world.count("select count(*) from outbox") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `what a slow way out leaves goes back before its lease ends`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval])
        try await queue((0..<3).map { "p\($0)@one.example" }, in: world)
        let slow = AnsweringDeliverer(atOnce: 1) { _ in
            world.time.advance(Span(microseconds: 31_000_000))
            return .accepted
        }
        #expect(try await worker(world, slow).round() == 3)
        #expect(slow.taken.count == 1)
        let free = "select count(*) from outbox where stage = 'queued' and attempts = 0 and lease_owner is null"
        #expect(try await world.count(free) == 2)
        #expect(try await world.outboxWorker.round() == 2)
    }

    /// Queues mails with their numbers as subjects, each a microsecond after the one before.
    private func queue(_ addresses: [String], in world: BareWorld) async throws {
        let outbox = try outbox()
        let before = world.time.now.adding(.minutes(-1))
        try await world.database.transaction { tx in
            for (number, address) in addresses.enumerated() {
                let mail = RenderedMail(subject: "\(number)", text: "text", html: "html")
                try outbox.queue(
                    mail, kind: "test", to: address, notAfter: nil,
                    now: before.adding(Span(microseconds: Int64(number))), in: tx)
            }
        }
    }

    private func worker(
        _ world: BareWorld, _ deliverer: any Deliverer, owner: String = "batches"
    ) throws -> OutboxWorker {
        OutboxWorker(
            database: world.database, outbox: try outbox(), deliverer: deliverer, time: world.time, wakeUp: WakeUp(),
            owner: owner, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func outbox() throws -> Outbox {
        Outbox(
            keys: try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) }), host: "genkan.example")
    }
}

/// Answers as a test says.
private final class AnsweringDeliverer: Deliverer {
    let atOnce: Int
    private let messages = Mutex<[OutgoingMessage]>([])
    private let answer: @Sendable (OutgoingMessage) async -> DeliveryOutcome

    init(atOnce: Int, _ answer: @escaping @Sendable (OutgoingMessage) async -> DeliveryOutcome) {
        self.atOnce = atOnce
        self.answer = answer
    }

    /// In the order in which they were answered.
    var taken: [OutgoingMessage] { messages.withLock { $0 } }

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        let outcome = await answer(message)
        messages.withLock { $0.append(message) }
        return outcome
    }
}
