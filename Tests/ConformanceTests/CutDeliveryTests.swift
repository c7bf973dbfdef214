import Delivery
import Engine
import Logging
import Statecharts
import Synchronization
import TestKit
import Testing

@testable import Storage

/// A process that ends amid its mails, before a real mail server (`commit.md` 10).
@Suite(.timeLimit(.minutes(10))) struct `C51 R11 cut deliveries` {
    /// Where it ends.
    enum Window: CaseIterable {
        case beforeTheFirstByte
        case withinTheData
        case beforeTheMark
        case afterTheMark
    }

    @Test(arguments: TestStore.allCases)
    func `each message comes at least once under one Message-ID, and twice only for a cut before its mark`(
        store: TestStore
    ) async throws {
        let seed: UInt64 = 20_261_121
        print("C51 seed \(seed)")
        let random = SeededRandom(seed: seed)
        let server = try await MailServer.start()
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let deliverer = try Self.deliverer(server)
        var expected: Set<String> = []
        var cutsBeforeTheMark = 0
        for round in 0..<200 {
            _ = try await world.start(
                "approval", .object([("approver", .string("b\(round)@two.example")), ("note", "look")]))
            expected.formUnion(try await world.rows("select message_id from outbox").map { "<\(try $0.text(0))>" })
            let window = Window.allCases[Int(random.bytes(1)[0]) % Window.allCases.count]
            if window == .beforeTheMark { cutsBeforeTheMark += 1 }
            try await cut(at: window, world, deliverer, server, owner: "cut-\(round)")
            world.time.advance(.minutes(3))
            #expect(try await Self.worker(world, deliverer, world.database, owner: "next-\(round)").round() <= 1)
            #expect(try await world.count("select count(*) from outbox") == 0, "seed \(seed), round \(round)")
        }
        let report = try await server.report()
        let ids = report.messages.compactMap { $0.header("Message-ID") }
        #expect(Set(ids) == expected && expected.count == 200)
        #expect(ids.count == 200 + cutsBeforeTheMark)
        #expect(try await world.count("select count(*) from sent where outcome = 'sent'") == 200)
    }

    private func cut(
        at window: Window, _ world: BareWorld, _ deliverer: SMTPDeliverer, _ server: MailServer, owner: String
    ) async throws {
        let database = WatchedDatabase(world.database)
        let gone = DatabaseError(.connectionLost, message: "the process is gone", transactionEnded: true)
        var way: any Deliverer = deliverer
        // the first transaction claims, the second marks
        switch window {
        case .beforeTheFirstByte:
            way = NoWay()
            database.fail([nil, .instead(gone)])
        case .withinTheData:
            try await server.obey(.init(rcpt: ["two.example": "DROP"]))
            database.fail([nil, .instead(gone)])
        case .beforeTheMark: database.fail([nil, .instead(gone)])
        case .afterTheMark: database.fail([nil, .after(gone)])
        }
        await #expect(throws: DatabaseError.self) {
            _ = try await Self.worker(world, way, database, owner: owner).round()
        }
        if window == .withinTheData { try await server.obey(.init()) }
    }

    private static func deliverer(_ server: MailServer) throws -> SMTPDeliverer {
        let settings = try SMTPSettings(
            url: "smtp://127.0.0.1:\(try #require(server.ports["startTLS"]))", caFile: server.certificate)
        return SMTPDeliverer(
            settings,
            vendor: VendorSettings(
                name: "Example Systems", supportAddress: "support@vendor.example",
                publicURL: "https://genkan.vendor.example", fromAddress: "genkan@vendor.example"))
    }

    private static func worker(
        _ world: BareWorld, _ deliverer: any Deliverer, _ database: any Database, owner: String
    ) throws -> OutboxWorker {
        let keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        return OutboxWorker(
            database: database,
            outbox: Outbox(keys: keys, host: "genkan.example", random: SeededRandom(seed: 2).bytes),
            deliverer: deliverer, time: world.time, wakeUp: WakeUp(), owner: owner,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// A process that ends before it says a word.
private struct NoWay: Deliverer {
    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome { .accepted }
}
