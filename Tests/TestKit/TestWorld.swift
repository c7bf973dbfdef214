import Delivery
public import Engine
import Logging
public import Onboarding
public import Statecharts
public import Storage

/// The whole of Genkan on one store: the shipped workflows, texts and sample people; time stands until moved.
public final class TestWorld: Sendable {
    /// Files of the store.
    public let folder: TemporaryFolder
    /// The clock.
    public let time: ManualTime
    /// The store.
    public let database: any Database
    /// The engine.
    public let engine: Engine
    /// Words of workflows and pages.
    public let texts: TextCatalog
    /// As `topics.yaml` has them.
    public let topics: [String: Topic]
    /// The definitions.
    public let catalog: Catalog
    /// Queues mails.
    public let outbox: Outbox
    /// Writes mails.
    public let render: Render
    /// Keys of the store.
    public let keys: SealKeys
    /// Hands mails to `mailbox`.
    public let outboxWorker: OutboxWorker
    /// Applies due timers.
    public let timerWorker: TimerWorker
    /// Hands messages and publications on.
    public let messageWorker: MessageWorker
    /// What was delivered.
    public let mailbox: ListDeliverer
    /// People and accounts.
    public let people: People
    /// Accounts.
    public let accounts: Accounts
    /// Repeatable bytes.
    public let random: SeededRandom

    /// Makes a world on a store of its folder's own.
    /// - Parameter files: paths and texts under `Workflows/` that replace or join the shipped ones.
    public convenience init(
        _ store: TestStore = .sqlite, files: [String: String] = [:], folder: TemporaryFolder? = nil,
        time: ManualTime = ManualTime(), seed: UInt64 = 1
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        let database = try await store.open(in: folder, lines: [.engineTables, .onboardingTables])
        try await self.init(over: database, files: files, folder: folder, time: time, seed: seed)
    }

    /// Makes a world over an open store that has all tables, and on PostgreSQL the months.
    public init(
        over database: any Database, files: [String: String] = [:], folder: TemporaryFolder? = nil,
        time: ManualTime = ManualTime(), seed: UInt64 = 1
    ) async throws {
        self.folder = try folder ?? TemporaryFolder()
        self.time = time
        self.database = database
        let random = SeededRandom(seed: seed)
        self.random = random
        let all = Self.shipped.merging(files) { $1 }
        texts = try TextCatalog(files: all)
        let workflows = try WorkflowSet(all)
        topics = workflows.topics
        catalog = try await workflows.load(into: database, now: time.now)
        keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        outbox = Outbox(keys: keys, host: "genkan.example", random: random.bytes)
        let vendor = VendorSettings(
            name: "Vendor", supportAddress: "support@vendor.example", publicURL: "http://127.0.0.1:8080",
            fromAddress: "no-reply@vendor.example")
        render = try MailRenderer(catalog: texts, vendor: vendor).function
        mailbox = ListDeliverer()
        let registry = OnboardingRegistry(
            publicEmailDomains: PublicEmailDomains(extra: SampleData.publicEmailDomains))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        engine = Engine(
            database: database, catalog: catalog, facts: registry.facts, actions: registry.actions,
            directory: .onboarding, render: render, outbox: outbox,
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080", quotaOfUnverified: .unverifiedByWorkflows),
            time: time, random: random.bytes,
            logger: logger)
        outboxWorker = OutboxWorker(
            database: database, outbox: outbox, deliverer: mailbox, time: time, wakeUp: WakeUp(), owner: "test",
            logger: logger)
        timerWorker = TimerWorker(engine: engine, database: database, time: time, logger: logger)
        messageWorker = MessageWorker(
            engine: engine, database: database, time: time, wakeUp: WakeUp(), random: random.bytes, logger: logger)
        people = People(database: database, random: random.bytes)
        accounts = Accounts(database: database)
        try await SampleData.insert(into: database, now: time.now)
    }

    /// The files under `Workflows/` that are baked in.
    public static let shipped: [String: String] = Dictionary(
        AssetTable.workflows.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })

    /// Somebody of the cast by first name in lower case, or any address; signed in.
    public func caller(_ name: String) async throws -> Caller {
        .person(try await person(name).directoryPerson, session: "session-of-\(name)")
    }

    /// The person of the cast.
    public func person(_ name: String) async throws -> Person {
        let email = name.contains("@") ? name : SampleData.people.first { $0.email.hasPrefix("\(name)@") }?.email
        guard let address = EmailAddress(email ?? ""), let person = try await people.person(address: address) else {
            throw NobodyOfThatName(name: name)
        }
        return person
    }

    /// A person who proved an address once, with what the profile's form then says.
    public func join(_ email: String, profile: JSON = .object([])) async throws {
        guard let address = EmailAddress(email) else { throw NobodyOfThatName(name: email) }
        _ = try await APITokens(
            database: database, security: SecurityLog(keys: keys), random: random.bytes
        ).create(for: address, name: "test", now: time.now)
        guard profile != .object([]), let id = try await people.person(address: address)?.id else { return }
        _ = try await people.update(id, reading: profile, now: time.now)
    }

    /// Starts an instance.
    public func start(
        _ workflow: String, as name: String, _ data: JSON = .object([]), key: String? = nil
    ) async throws -> Answer {
        let path = "/api/v1/workflows/\(workflow)/instances"
        return try await engine.send(
            Command(
                .start(workflow: workflow, event: nil), data: data, caller: try await caller(name),
                key: key.map { RequestKey(method: "POST", path: path, key: $0) }))
    }

    /// Sends an event.
    public func send(
        _ event: String, to id: InstanceID, as name: String, _ data: JSON = .object([]), link: String? = nil
    ) async throws -> Answer {
        try await engine.send(
            Command(.event(id, event), data: data, caller: try await caller(name), linkSecret: link))
    }

    /// The refusal that the body throws; absent when it does not.
    public func refusal(_ body: () async throws -> Void) async throws -> EngineError? {
        do {
            try await body()
            return nil
        } catch let error as EngineError {
            return error
        }
    }

    /// Fires what is due and hands over what is queued, until nothing is left.
    public func settle() async throws {
        while try await timerWorker.round() + messageWorker.round() > 0 {}
        while try await outboxWorker.round() > 0 {}
    }

    /// One number of a query, for looking from outside.
    public func count(_ sql: String) async throws -> Int64 {
        try await database.read { tx in try tx.rows(Statement("test.query", sql)).first?.integer(0) ?? 0 }
    }

    /// The only instance of a workflow that was made last.
    public func newest(_ workflow: String) async throws -> InstanceSummary? {
        try await engine.list(workflow: workflow, state: nil, limit: 1).first
    }
}

/// A test names somebody who is not there.
public struct NobodyOfThatName: Error {
    let name: String
}
