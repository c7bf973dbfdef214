import Delivery
public import Engine
import Logging
public import Onboarding
public import Statecharts
public import Storage
import Synchronization

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
    /// What another process over the same store would be made of.
    let parts: TestProcess.Parts
    private let boundaries = EveryBoundary.current
    private let line = Places(1)
    private let underWay = Mutex(0)

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
        let read = files.isEmpty ? try Reading.shipped.get() : try Reading(Self.shipped.merging(files) { $1 })
        texts = read.texts
        render = read.render
        topics = read.workflows.topics
        catalog = try await read.workflows.load(into: database, now: time.now)
        keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        outbox = Outbox(keys: keys, host: TestProcess.host, random: random.bytes)
        mailbox = ListDeliverer()
        let registry = OnboardingRegistry(
            publicEmailDomains: PublicEmailDomains(extra: SampleData.publicEmailDomains))
        parts = TestProcess.Parts(
            catalog: catalog, facts: registry.facts, actions: registry.actions, render: render, keys: keys)
        let process = TestProcess(parts, over: database, time: time, random: random, deliverer: mailbox)
        engine = process.engine
        outboxWorker = process.outboxWorker
        timerWorker = process.timerWorker
        messageWorker = process.messageWorker
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
        return try await perform(
            Command(
                .start(workflow: workflow, event: nil), data: data, caller: try await caller(name),
                key: key.map { RequestKey(method: "POST", path: path, key: $0) }))
    }

    /// Sends an event.
    public func send(
        _ event: String, to id: InstanceID, as name: String, _ data: JSON = .object([]), link: String? = nil
    ) async throws -> Answer {
        try await perform(Command(.event(id, event), data: data, caller: try await caller(name), linkSecret: link))
    }

    private func perform(_ command: Command) async throws -> Answer {
        try await exploring(.command(command)) { try await engine.send(command) }
    }

    /// Where ``EveryBoundary`` is asked for, a step is first cut everywhere in a copy of the store.
    private func exploring<T>(_ step: EveryBoundary.Step, _ body: () async throws -> T) async throws -> T {
        guard let boundaries else { return try await body() }
        await line.take()
        do {
            // a store at which somebody writes cannot be copied
            if underWay.withLock({ $0 }) == 0 { try await boundaries.explore(step, of: self) }
        } catch {
            line.leave()
            throw error
        }
        underWay.withLock { $0 += 1 }
        line.leave()
        defer { underWay.withLock { $0 -= 1 } }
        return try await body()
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
        try await exploring(.settle) {
            while try await timerWorker.round() + messageWorker.round() > 0 {}
            while try await outboxWorker.round() > 0 {}
        }
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

/// What files of `Workflows/` say; for those that are shipped it is found out once.
private struct Reading: Sendable {
    static let shipped = Result { try Reading(TestWorld.shipped) }

    let texts: TextCatalog
    let workflows: WorkflowSet
    let render: Render

    init(_ files: [String: String]) throws {
        texts = try TextCatalog(files: files)
        workflows = try WorkflowSet(files)
        let vendor = VendorSettings(
            name: "Vendor", supportAddress: "support@vendor.example", publicURL: "http://127.0.0.1:8080",
            fromAddress: "no-reply@vendor.example")
        render = try MailRenderer(catalog: texts, vendor: vendor).function
    }
}

/// A test names somebody who is not there.
public struct NobodyOfThatName: Error {
    let name: String
}
