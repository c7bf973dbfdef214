import Logging
import ServiceLifecycle
import Statecharts
import Synchronization
import TestKit
import Testing

@testable import Engine
@testable import Storage

/// What becomes of a message by what the mail server does, on both stores (`commit.md` 10).
@Suite(.timeLimit(.minutes(5))) struct `C55 outcomes` {
    private func world(_ store: TestStore, clock: (any TimeSource)? = nil) async throws -> BareWorld {
        try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())], clock: clock)
    }

    private func form(_ approver: String) -> JSON { .object([("approver", .string(approver)), ("note", "look")]) }

    private func worker(
        _ world: BareWorld, _ deliverer: any Deliverer, owner: String = "other", clock: (any TimeSource)? = nil
    ) throws -> OutboxWorker {
        let keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        return OutboxWorker(
            database: world.database,
            outbox: Outbox(keys: keys, host: "genkan.example", random: SeededRandom(seed: 2).bytes),
            deliverer: deliverer, time: clock ?? world.time, wakeUp: WakeUp(), owner: owner,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Stage, attempts, words, and seconds until the next attempt, or the outcome in `sent`.
    private func state(_ world: BareWorld) async throws -> String {
        if let row = try await world.rows("select stage, attempts, last_reply, next_at from outbox").first {
            let wait = (try row.timestamp(3).microseconds - world.time.now.microseconds) / 1_000_000
            let next = try row.text(0) == "queued" ? (wait > 52 && wait <= 60 ? " in a minute" : " in \(wait) s") : ""
            return "\(try row.text(0)) \(try row.integer(1)) \(try row.optionalText(2) ?? "-")\(next)"
        }
        return try await world.rows("select outcome from sent").first?.text(0) ?? "nothing"
    }

    @Test(
        arguments: TestStore.allCases,
        [
            (DeliveryOutcome.accepted, "sent"), (.undeliverable(reply: "550 no"), "undeliverable"),
            (.retry(reply: "450 busy"), "queued 1 450 busy in a minute"),
            (.unknown(reply: "cut"), "queued 1 cut in a minute"),
            (.blocked(reply: "535 no"), "queued 0 535 no in a minute"),
            (.unsendable(reason: "To: no"), "dead 1 To: no"),
        ])
    func `R12 each outcome has its stage and its next attempt`(
        store: TestStore, expected: (outcome: DeliveryOutcome, state: String)
    ) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form("b@two.example"))
        world.mailbox.answerNext([expected.outcome])
        #expect(try await world.outboxWorker.round() == 1)
        #expect(try await state(world) == expected.state)
    }

    @Test(arguments: TestStore.allCases)
    func `C51 an unknown outcome of a mail that must not come twice waits for an operator`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form("b@two.example"))
        try await world.database.transaction { $0.write(Statement("test.hold", "update outbox set policy = 'hold'")) }
        world.mailbox.answerNext([.unknown(reply: "cut")])
        _ = try await world.outboxWorker.round()
        #expect(try await state(world) == "dead 1 unknown whether it was taken: cut")
        world.time.advance(.days(1))
        #expect(try await world.outboxWorker.round() == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `a blocked way out costs no message an attempt, however long it lasts, and then all go`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        for number in 0..<5 { _ = try await world.start("approval", form("b\(number)@two.example")) }
        for _ in 0..<20 {
            world.mailbox.answerNext([.blocked(reply: "535 wrong password")])
            #expect(try await world.outboxWorker.round() == 5)
            #expect(try await world.count("select count(*) from outbox where attempts = 0 and stage = 'queued'") == 5)
            #expect(try await world.count("select count(*) from outbox where last_reply is not null") >= 1)
            world.time.advance(.minutes(1))
        }
        #expect(try await world.outboxWorker.round() == 5)
        #expect(world.mailbox.all.count == 5)
    }

    @Test(arguments: TestStore.allCases)
    func `C53 R13 while the mail server is down a turn is answered, a reminder falls due and a code expires`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        let answered = try await world.start("approval", form("b@two.example")).instance.id
        _ = try await world.start("approval", form("c@two.example"))
        let keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        let outbox = Outbox(keys: keys, host: "genkan.example", random: SeededRandom(seed: 3).bytes)
        let start = world.time.now
        try await world.database.transaction { tx in
            try outbox.queue(
                RenderedMail(subject: "code", text: "1", html: "1"), kind: "code", to: "d@two.example",
                notAfter: start.adding(.minutes(10)), now: start, in: tx)
        }
        world.mailbox.answerNext([.blocked(reply: "cannot connect")])
        _ = try await world.outboxWorker.round()
        world.time.advance(.days(7))
        while try await world.timerWorker.round() > 0 {}
        _ = try await world.send("approve", to: answered, as: "b@two.example")
        try await world.settle()
        // of the one who waits, the reminder took the first mail's place; the verdict has two readers
        #expect(world.mailbox.all.map(\.mail.subject).sorted() == ["done", "done", "please-answer"])
        #expect(world.mailbox.all.filter { $0.to == "c@two.example" }.count == 1)
        let outcomes = try await world.rows("select kind, outcome from sent where outcome <> 'sent' order by kind")
        #expect(
            try outcomes.map { "\(try $0.text(0)) \(try $0.text(1))" }.sorted() == [
                "code expired", "please-answer superseded", "please-answer superseded", "reminder superseded",
            ])
    }

    @Test(arguments: TestStore.allCases)
    func `C64 R19 a mail server that is down for a reminder moves no due time`(store: TestStore) async throws {
        var times: [[Int64]] = []
        for isDown in [false, true] {
            let world = try await world(store)
            let id = try await world.start("approval", form("b@two.example")).instance.id
            try await world.settle()
            if isDown { world.mailbox.answerNext([.blocked(reply: "cannot connect"), .retry(reply: "450 busy")]) }
            world.time.advance(.days(7))
            try await world.settle()
            let due = try await world.rows("select due_at from timer order by name")
            times.append(try due.map { try $0.timestamp(0).microseconds })
            world.time.advance(.days(7))
            try await world.settle()
            #expect(world.mailbox.all.count == (isDown ? 1 : 3))
            _ = try await world.send("touch", to: id)
        }
        #expect(times[0] == times[1] && times[0].count >= 2)
    }

    @Test(arguments: TestStore.allCases)
    func `C52 R28 a worker that was frozen amid a message wakes after another sent it, and its mark changes nothing`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form("b@two.example"))
        let slow = HeldDeliverer(domains: ["two.example"])
        let frozen = try worker(world, slow, owner: "frozen")
        async let late = frozen.round()
        await slow.reached(1)
        world.time.advance(.minutes(5))
        #expect(try await world.outboxWorker.round() == 1)
        let before = try await world.rows("select outbox_id, outcome, attempts, at from sent").map { try $0.integer(2) }
        #expect(before == [2])
        slow.release()
        #expect(try await late == 1)
        #expect(try await world.rows("select attempts from sent").map { try $0.integer(0) } == [2])
        #expect(slow.messages.map(\.messageID) == world.mailbox.all.map(\.messageID))
    }

    @Test(arguments: TestStore.allCases)
    func `R14 a domain that takes for ever holds up no other, and no more than two of its messages wait on it`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        for number in 0..<40 {
            _ = try await world.start("approval", form("a\(number)@slow.example"))
            _ = try await world.start("approval", form("a\(number)@good.example"))
        }
        let deliverer = HeldDeliverer(domains: ["slow.example"], atOnce: 4)
        let worker = try worker(world, deliverer, clock: PollingTime(world.time))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [worker], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        async let running: Void = group.run()
        await deliverer.delivered(40)
        #expect(deliverer.messages.allSatisfy { $0.to.hasSuffix("@good.example") })
        #expect(deliverer.mostHeld == 2)
        deliverer.release()
        await deliverer.delivered(80)
        #expect(deliverer.mostHeld == 2)
        await group.triggerGracefulShutdown()
        try await running
        #expect(try await world.count("select count(*) from sent where outcome = 'sent'") == 80)
        #expect(Set(deliverer.messages.map(\.messageID)).count == 80 && deliverer.messages.count == 80)
    }

    @Test(arguments: TestStore.allCases)
    func `R16 one in a hundred is poison: the others are sent, it is listed with its reason`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        for number in 0..<200 { _ = try await world.start("approval", form("a\(number)@two.example")) }
        let deliverer = PoisonDeliverer()
        let worker = try worker(world, deliverer)
        while try await worker.round() > 0 {}
        #expect(try await world.count("select count(*) from sent where outcome = 'sent'") == 198)
        let dead = try await Outbox.dead(limit: 10, in: world.database)
        #expect(dead.count == 2 && dead.allSatisfy { $0.reason == "To: not one plain e-mail address" })
    }
}

/// Keeps the messages of some domains until it is let go.
private final class HeldDeliverer: Deliverer {
    private struct State {
        var messages: [OutgoingMessage] = []
        var held: [CheckedContinuation<Void, Never>] = []
        var heldNow = 0
        var heldMost = 0
        var isOpen = false
        var waiting: [(isMet: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func met() -> [CheckedContinuation<Void, Never>] {
            let state = self
            defer { waiting.removeAll { $0.isMet(state) } }
            return waiting.filter { $0.isMet(state) }.map(\.continuation)
        }
    }

    let atOnce: Int
    private let domains: Set<String>
    private let state = Mutex(State())

    init(domains: Set<String>, atOnce: Int = 1) {
        self.domains = domains
        self.atOnce = atOnce
    }

    var messages: [OutgoingMessage] { state.withLock(\.messages) }
    var mostHeld: Int { state.withLock(\.heldMost) }

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        if domains.contains(message.to.split(separator: "@").last.map(String.init) ?? "") { await hold() }
        change { $0.messages.append(message) }
        return .accepted
    }

    /// Waits until so many are held, or were delivered.
    func reached(_ count: Int) async { await wait { $0.heldMost >= count } }
    func delivered(_ count: Int) async { await wait { $0.messages.count >= count } }

    func release() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    private func hold() async {
        change { state in
            state.heldNow += 1
            state.heldMost = max(state.heldMost, state.heldNow)
        }
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.held.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        change { $0.heldNow -= 1 }
    }

    private func wait(_ isMet: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isMetNow = state.withLock { state in
                if !isMet(state) { state.waiting.append((isMet, continuation)) }
                return isMet(state)
            }
            if isMetNow { continuation.resume() }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let met = state.withLock { state in
            body(&state)
            return state.met()
        }
        for continuation in met { continuation.resume() }
    }
}

/// The clock of a test for a worker that runs: its pauses are real, and short.
private struct PollingTime: TimeSource {
    let inner: ManualTime

    init(_ inner: ManualTime) { self.inner = inner }

    var now: Timestamp { inner.now }
    var steady: Span { SystemTime().steady }

    func pause(_ span: Span) async { await SystemTime().pause(Span(microseconds: 10_000)) }
}

/// Takes what it can write, as the real ones do.
private struct PoisonDeliverer: Deliverer {
    let atOnce = 4

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        message.to.hasPrefix("a50@") || message.to.hasPrefix("a150@")
            ? .unsendable(reason: "To: not one plain e-mail address") : .accepted
    }
}
