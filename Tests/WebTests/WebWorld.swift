import Delivery
import Engine
import Foundation
import Hummingbird
import Logging
import Onboarding
import Statecharts
import Storage
import TestKit

@testable import Web

/// A whole Genkan behind its router, without a socket: shipped workflows, the cast, a clock that stands.
final class WebWorld: Sendable {
    let folder: TemporaryFolder
    let time = ManualTime()
    let database: any Database
    let engine: Engine
    let mailbox = ListDeliverer()
    let outboxWorker: OutboxWorker
    let timerWorker: TimerWorker
    let texts: TextCatalog
    let templates: PageTemplates
    let application: WebApplication
    let responder: RouterResponder<AppContext>
    let logger: Logger
    /// What was logged, for tests that look for secrets.
    let log: CollectingLog

    /// - Parameter extra: further files as the store of workflows would hold them, by path.
    init(
        _ store: TestStore = .sqlite, extra: [String: String] = [:], publicURL: String = "http://127.0.0.1:8080",
        hasMailbox: Bool = true, requestsPerCaller: Int = 128,
        host: String = "127.0.0.1", port: Int = 0, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        folder = try TemporaryFolder()
        let random = SeededRandom(seed: 1)
        let lines = [MigrationLine.engineTables, MigrationLine(name: "onboarding", assets: AssetTable.onboarding)]
        let database = try await store.open(in: folder, lines: lines)
        try await SampleData.insert(into: database, now: time.now)
        var files = Dictionary(uniqueKeysWithValues: AssetTable.workflows.map { ($0.path, $0.text) })
        files.merge(extra) { $1 }
        texts = try TextCatalog(files: files)
        let catalog = try await WorkflowSet(files).load(into: database, now: time.now)
        let keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        let outbox = Outbox(keys: keys, host: "genkan.example", random: random.bytes)
        let vendor = VendorSettings(
            name: "Vendor", supportAddress: "support@vendor.example", publicURL: publicURL,
            fromAddress: "genkan@vendor.example")
        let renderer = try MailRenderer(catalog: texts, vendor: vendor)
        let registry = OnboardingRegistry(
            publicEmailDomains: PublicEmailDomains(extra: SampleData.publicEmailDomains))
        let log = CollectingLog()
        let logger = Logger(label: "web-test") { _ in log }
        self.log = log
        self.logger = logger
        self.database = database
        engine = Engine(
            database: database, catalog: catalog, facts: registry.facts, actions: registry.actions,
            directory: .onboarding, render: renderer.function, outbox: outbox,
            settings: EngineSettings(publicURL: publicURL), time: time, random: random.bytes, logger: logger)
        outboxWorker = OutboxWorker(
            database: database, outbox: outbox, deliverer: mailbox, time: time, wakeUp: WakeUp(), owner: "test",
            logger: logger)
        timerWorker = TimerWorker(engine: engine, database: database, time: time, logger: logger)
        templates = try PageTemplates()
        let signIn = SignIn(
            database: database,
            post: { mail, kind, address, notAfter, now, tx in
                try outbox.queue(mail, kind: kind, to: address, notAfter: notAfter, now: now, in: tx)
            },
            security: SecurityLog(keys: keys), render: renderer.function, hashRounds: 2, random: random.bytes)
        let mailbox = mailbox
        var settings = WebSettings(
            host: host, port: port, publicURL: publicURL, hasMailbox: hasMailbox, vendorName: "Vendor",
            supportEmail: "support@vendor.example")
        settings.requestsPerCaller = requestsPerCaller
        application = WebApplication(
            settings: settings, engine: engine, people: People(database: database, random: random.bytes),
            sessions: Sessions(database: database), signIn: signIn, accounts: Accounts(database: database),
            texts: texts, templates: templates, key: ServerKey([UInt8](repeating: 9, count: 32)),
            mailbox: { mailbox.all.reversed().map(MailboxMessage.init) }, onListening: onListening, logger: logger,
            time: time, random: random.bytes)
        responder = application.makeRouter().buildResponder()
    }

    /// Fires what is due and hands over what is queued, until nothing is left.
    func settle() async throws {
        while try await timerWorker.round() > 0 {}
        while try await outboxWorker.round() > 0 {}
    }

    /// One number from the store.
    func count(_ sql: String) async throws -> Int64 {
        try await database.read { tx in try tx.rows(Statement("test.query", sql)).first?.integer(0) ?? 0 }
    }

    /// The newest mail to an address.
    func mail(to address: String) -> OutgoingMessage? { mailbox.all.last { $0.to == address } }
}

extension MailboxMessage {
    init(_ message: OutgoingMessage) {
        self.init(
            id: message.id, date: message.date, to: message.to, subject: message.mail.subject, text: message.mail.text,
            html: message.mail.html, messageID: message.messageID)
    }
}
