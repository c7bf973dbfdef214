import Statecharts
import Storage
import TestKit
import Testing

@testable import Engine

/// Each refusal of the engine once, on both stores (`commit.md` 1).
@Suite struct `Every refusal` {
    private static let asker = "asker@one.example"
    private static let approver = "approver@two.example"

    /// A world in which everything can go wrong, and one instance that waits for its approver.
    private struct Scene {
        let folder: TemporaryFolder
        let watched: WatchedDatabase
        let world: BareWorld
        let id: InstanceID

        init(_ store: TestStore) async throws {
            let deeds = Deeds()
            folder = try TemporaryFolder()
            watched = WatchedDatabase(try await store.open(in: folder, lines: [.engineTables]))
            world = try await BareWorld(
                store, definitions: [Charts.approval, Charts.counter, Charts.keyed, Charts.acting, Charts.restless],
                facts: [Facts.flag(deeds)], actions: [WriteAction(deeds: deeds), RefuseAction(deeds: deeds)],
                deeds: deeds, folder: folder, database: watched)
            let form = JSON.object([("approver", .string(approver)), ("colleague", "colleague@one.example")])
            id = try await world.start("approval", form).instance.id
        }

        /// The refusal of a command that the store fails so, whatever it tries.
        func refusal(planted code: DatabaseError.Code) async throws -> EngineError? {
            let fault = DatabaseError(code, message: "planted", transactionEnded: true)
            watched.fail(Array(repeating: .instead(fault), count: 2 * Limits.lookUpsMax))
            defer { watched.fail([]) }
            return try await world.refusal { _ = try await world.send("touch", to: id) }
        }
    }

    @Test(arguments: TestStore.allCases, EngineError.Code.allCases)
    func `has its status, its time to come back, and no entry`(store: TestStore, code: EngineError.Code) async throws {
        let scene = try await Scene(store)
        let (error, entries) = try await provoke(code, scene)
        #expect(error?.code == code)
        #expect(error?.status == code.status)
        #expect(error?.message.isEmpty == false)
        #expect(try await scene.world.count("select count(*) from history") == entries)
        // whoever may come again is told when; a stuck instance waits for people
        let isPassing = code.status == 503 && code != .stuck || code.status == 429 || code == .inProgress
        #expect((error?.retryAfterSeconds ?? 0 > 0) == isPassing)
    }

    /// - Returns: the refusal, and how many entries there are then.
    private func provoke(_ code: EngineError.Code, _ scene: Scene) async throws -> (EngineError?, entries: Int64) {
        let (world, id) = (scene.world, scene.id)
        switch code {
        case .notFound: return (try await refused(world) { try await world.start("nothing") }, 1)
        case .notAllowed:
            return (
                try await refused(world) { try await world.send("approve", to: id, as: "colleague@one.example") }, 1
            )
        case .eventNotAllowed:
            _ = try await world.send("withdraw", to: id)
            return (try await refused(world) { try await world.send("touch", to: id) }, 2)
        case .revisionConflict:
            _ = try await world.send("touch", to: id)
            return (try await refused(world) { try await world.send("touch", to: id, ifRevision: 1) }, 2)
        case .formInvalid:
            let form = JSON.object([("x", "y")])
            return (try await refused(world) { try await world.send("touch", to: id, form) }, 1)
        case .refused:
            return (try await refused(world) { try await world.send("guarded", to: id, as: Self.approver) }, 1)
        case .alreadyOpen:
            _ = try await world.start("keyed")
            return (try await refused(world) { try await world.start("keyed") }, 2)
        case .keyReused:
            _ = try await world.send("touch", to: id, key: "k")
            return (try await refused(world) { try await world.send("withdraw", to: id, key: "k") }, 2)
        case .inProgress: return try await inProgress(scene)
        case .catchingUp:
            let busy = try await world.start("restless").instance.id
            return (try await refused(world) { try await world.send("press", to: busy) }, 18)
        case .linkEnded: return (try await refused(world) { try await world.send("touch", to: id, link: "none") }, 1)
        case .linkForSomeoneElse:
            try await world.settle()
            let secret = world.mailbox.linkSecret(to: Self.approver)
            return (try await refused(world) { try await world.send("touch", to: id, link: secret) }, 1)
        case .stuck:
            try await world.database.transaction { tx in
                tx.write(Statement("test.break", "update instance set context = '{\"count\":\"many\"}'"))
            }
            return (try await refused(world) { try await world.send("touch", to: id) }, 1)
        case .storeFull: return (try await scene.refusal(planted: .full), 1)
        case .storeUnavailable: return (try await scene.refusal(planted: .io), 1)
        case .outcomeUnknown: return (try await scene.refusal(planted: .commitUnknown), 1)
        case .overloaded: return (try await scene.refusal(planted: .overloaded), 1)
        case .definitionUnsupported:
            let acting = try await world.start("acting").instance.id
            let older = try await BareWorld(
                definitions: [Charts.acting], folder: scene.folder, database: scene.watched, seed: 2)
            return (try await refused(older) { try await older.send("write", to: acting) }, 2)
        case .tooManyLookUps:
            let form = JSON.object([
                ("authority", "other"), ("approver", "new@customer.example"), ("accountName", "Novak Workshop"),
            ])
            let whole = try await TestWorld()
            for _ in 1...60 {
                _ = try await whole.refusal { _ = try await whole.start("account-request", as: "guna", form) }
            }
            return (try await whole.refusal { _ = try await whole.start("account-request", as: "guna", form) }, 1)
        case .tooManyMails:
            let form = JSON.object([
                ("authority", "other"), ("approver", "new@webmail.example"), ("accountName", "Novak Workshop"),
            ])
            let whole = try await TestWorld()
            for _ in 1...2 { _ = try await whole.start("account-request", as: "guna", form) }
            return (try await whole.refusal { _ = try await whole.start("account-request", as: "guna", form) }, 1)
        }
    }

    private func refused(_ world: BareWorld, _ body: () async throws -> Answer) async throws -> EngineError? {
        try await world.refusal { _ = try await body() }
    }

    private func inProgress(_ scene: Scene) async throws -> (EngineError?, entries: Int64) {
        scene.watched.hold()
        async let first = scene.world.send("touch", to: scene.id, key: "k")
        while scene.watched.heldCount == 0 { await Task.yield() }
        let second = try await refused(scene.world) { try await scene.world.send("touch", to: scene.id, key: "k") }
        scene.watched.release()
        #expect(try await first.instance.revision == 2)
        return (second, 2)
    }

    @Test(arguments: TestStore.allCases)
    func `C08 of 20 due timers a press applies 16 and asks to come again, the worker does the rest`(
        store: TestStore
    ) async throws {
        let world = try await BareWorld(store, definitions: [Charts.restless])
        let id = try await world.start("restless").instance.id
        let first = try await world.refusal { _ = try await world.send("press", to: id, key: "k") }
        #expect(first?.code == .catchingUp && first?.status == 503)
        #expect(try await world.engine.instance(id, as: .system).revision == 17)
        #expect(try await world.count("select count(*) from receipt") == 0)
        while try await world.timerWorker.round() > 0 {}
        #expect(try await world.engine.instance(id, as: .system).revision == 21)
        let done = try await world.send("press", to: id, key: "k").instance
        #expect(done.state == "rest" && done.revision == 22 && done.context["count"] == .integer(20))
    }

    @Test(arguments: TestStore.allCases)
    func `C33 a timer of an earlier stay never fires, and goes with the next command`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let form = JSON.object([("approver", .string(Self.approver))])
        let id = try await world.start("approval", form).instance.id
        _ = try await world.send("forward", to: id, .object([("approver", "c@three.example")]), as: Self.approver)
        try await world.database.transaction { tx in
            tx.write(
                Statement(
                    "test.plant",
                    "update timer set due_at = $1, armed_revision = 1 where name = 'waiting.expire#1'"),
                .integer(world.time.now.microseconds))
        }
        world.time.advance(.days(1))
        try await world.settle()
        #expect(try await world.engine.instance(id, as: .system).state == "waiting")
        #expect(try await world.count("select count(*) from timer where armed_revision = 1") == 0)
        #expect(try await world.count("select count(*) from history") == 2)
    }

    /// The cause is planted as a broken row; without `retry` people are told the same again and again.
    @Test(arguments: TestStore.allCases)
    func `C74 what is stuck is listed with its cause, and goes on when it was mended and retried`(
        store: TestStore
    ) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        let (id, whole) = (try await world.start("counter").instance.id, try await world.start("counter").instance.id)
        let context = try await world.rows("select context from instance where id = $1", .text(id.text))[0].text(0)
        let set = Statement("test.context", "update instance set context = $2 where id = $1")
        try await world.database.transaction { $0.write(set, .text(id.text), "{\"count\":\"many\"}") }
        #expect(try await world.refusal { _ = try await world.send("add", to: id) }?.code == .stuck)
        try await world.database.transaction { $0.write(set, .text(id.text), .text(context)) }
        #expect(try await world.refusal { _ = try await world.send("add", to: id) }?.code == .stuck)
        let listed = try await world.engine.list(workflow: nil, state: nil, limit: 9)
        #expect(listed.filter(\.isStuck).map(\.id) == [id])
        #expect(try await world.engine.retry(id) == true)
        #expect(try await world.send("add", to: id).instance.context["count"] == .integer(1))
        #expect(try await world.engine.retry(whole) == false, "it was not stuck")
        #expect(try await world.send("add", to: whole).instance.revision == 2)
    }
}
