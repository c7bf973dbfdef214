import Delivery
import Engine
import Logging
import Onboarding
import Statecharts
import Storage

/// The whole product, put together in one place: every command takes what it needs from here.
struct Composition: Sendable {
    let configuration: Configuration
    let database: any Database
    let catalog: Catalog
    let texts: TextCatalog
    let renderer: MailRenderer
    let keys: KeyFile
    let outbox: Outbox
    let engine: Engine
    let mailbox: Mailbox
    let wakeUp: WakeUp
    let messageWakeUp: WakeUp
    /// Hears and wakes other processes on the same server; absent where there are none.
    let listener: PostgresListener?
    /// The database's time on a server, the host's otherwise.
    let time: any TimeSource
    let random: @Sendable (_ bytes: Int) -> [UInt8]
    let logger: Logger
    /// Asks the server for its time; absent where the host's counts.
    let clockKeeper: ClockKeeper?
    let monthKeeper: MonthKeeper
    let receiptKeeper: ReceiptKeeper
    let healthKeeper: HealthKeeper

    /// What to do with migrations and workflow files that the store does not know yet.
    enum Purpose: Sendable {
        /// Take them in; on PostgreSQL migrations are left to `genkan migrate`.
        case serve
        /// Take them in on every store: the demo, and a server that was told to migrate.
        case own
        /// Leave the store as it is: commands beside a server.
        case visit
    }

    /// Checks everything that can be checked before the store is opened, then opens it.
    ///
    /// - Parameter time: for a clock other than the store's own.
    /// - Throws: `Failure` in words for the operator; the store is unchanged then, but for migrations.
    static func make(
        _ configuration: Configuration, for purpose: Purpose, time: (any TimeSource)? = nil,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) async throws -> Composition {
        let check = WorkflowCheck(
            try WorkflowFiles.read(folder: configuration.workflowsFolder), vendor: configuration.vendor)
        guard check.errors.isEmpty, let texts = check.texts, let renderer = check.renderer else {
            throw Failure(check.errors.map(\.description).joined(separator: "\n"))
        }
        let serverTime = time == nil ? StoreLines.time(configuration) : nil
        let time = time ?? serverTime ?? SystemTime()
        let database = try await open(configuration, for: purpose, time: time)
        do {
            try await serverTime?.ask(database)
            let keys = try await openKeys(configuration, in: database, now: time.now, random: random)
            let files = purpose == .visit ? [] : check.definitions
            let catalog = try await Catalog.load(
                files, topics: check.topics, into: database, now: time.now)
            let composition = Composition(
                configuration, database: database, catalog: catalog, texts: texts, renderer: renderer, keys: keys,
                listener: purpose == .visit ? nil : try StoreLines.listener(configuration), serverTime: serverTime,
                time: time, random: random)
            if purpose != .visit { try await composition.monthKeeper.round() }
            return composition
        } catch {
            try await database.close()
            throw Failure(error)
        }
    }

    private init(
        _ configuration: Configuration, database: any Database, catalog: Catalog, texts: TextCatalog,
        renderer: MailRenderer, keys: KeyFile, listener: PostgresListener?, serverTime: ServerTime?,
        time: any TimeSource,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8]
    ) {
        self.configuration = configuration
        self.database = database
        self.catalog = catalog
        self.texts = texts
        self.renderer = renderer
        self.keys = keys
        self.time = time
        self.random = random
        var logger = Logger(label: "genkan")
        logger.logLevel = configuration.logLevel
        self.logger = logger
        clockKeeper = serverTime.map { ClockKeeper(database: database, time: $0, logger: logger) }
        monthKeeper = MonthKeeper(database: database, time: time, logger: logger)
        receiptKeeper = ReceiptKeeper(database: database, time: time, logger: logger)
        let health = HealthKeeper(database: database, time: time, logger: logger)
        healthKeeper = health
        let (wakeUp, messageWakeUp) = (WakeUp(), WakeUp())
        (self.wakeUp, self.messageWakeUp) = (wakeUp, messageWakeUp)
        self.listener = listener
        outbox = Outbox(keys: keys.seals, host: configuration.mailHost, random: random)
        mailbox = Mailbox(folder: configuration.mailboxPath, vendor: configuration.vendor)
        let samples = configuration.hasSamplePeople ? SampleData.publicEmailDomains : []
        let registry = OnboardingRegistry(publicEmailDomains: PublicEmailDomains(extra: samples))
        engine = Engine(
            database: database, catalog: catalog, facts: registry.facts, actions: registry.actions,
            directory: .onboarding, render: renderer.function, outbox: outbox,
            settings: EngineSettings(
                publicURL: configuration.publicURL, quotaOfUnverified: .unverifiedByWorkflows), time: time,
            random: random, logger: logger,
            afterCommit: {
                wakeUp.signal()
                listener?.notify()
            }, afterExchange: { messageWakeUp.signal() }, whenFull: { health.noteFull() })
    }

    var timerWorker: TimerWorker { TimerWorker(engine: engine, database: database, time: time, logger: logger) }

    var messageWorker: MessageWorker {
        MessageWorker(
            engine: engine, database: database, time: time, wakeUp: messageWakeUp, random: random, logger: logger)
    }

    var repairKeeper: RepairKeeper { RepairKeeper(engine: engine, database: database, time: time, logger: logger) }

    var outboxWorker: OutboxWorker {
        OutboxWorker(
            database: database, outbox: outbox, deliverer: deliverer, time: time, wakeUp: wakeUp,
            owner: Hex.encode(random(8)), logger: logger)
    }

    private var deliverer: any Deliverer {
        configuration.smtp.map { SMTPDeliverer($0, vendor: configuration.vendor) } ?? mailbox
    }

    /// What the server is allowed to do but costs durability.
    var warnings: [String] { (database as? PostgresDatabase)?.warnings ?? [] }
    var accounts: Accounts { Accounts(database: database) }
    var identifiers: Identifiers { Identifiers(database: database) }
    var people: People { People(database: database, random: random) }
    var security: SecurityLog { SecurityLog(keys: keys.seals) }
    var tokens: APITokens { APITokens(database: database, security: security, random: random) }

    private static func open(
        _ configuration: Configuration, for purpose: Purpose, time: any TimeSource
    ) async throws -> any Database {
        let database: any Database
        do {
            if purpose == .own { _ = try await StoreLines.migrate(configuration, time: time) }
            database = try await StoreLines.open(configuration, mayMake: purpose != .visit)
        } catch {
            throw Failure(error)
        }
        do {
            try await StoreLines.requireHome(database)
            switch (purpose, database.kind) {
            case (.serve, .sqlite): _ = try await StoreLines.migrator.migrate(database, at: time.now.microseconds)
            case (.serve, .postgres), (.visit, _), (.own, _): try await StoreLines.requireMigrated(database)
            }
            return database
        } catch {
            try await database.close()
            throw Failure(error)
        }
    }

    private static func openKeys(
        _ configuration: Configuration, in database: any Database, now: Timestamp,
        random: (_ bytes: Int) -> [UInt8]
    ) async throws -> KeyFile {
        let isNeeded = try await database.read { tx in try !tx.rows(StoreLines.anyKey).isEmpty }
        let keys = try KeyFile.open(configuration.keysPath, isNeeded: isNeeded, random: random)
        let seals = keys.seals
        do {
            try await database.transaction { tx in try seals.verify(in: tx, now: now) }
        } catch let invalid as SealKeys.Invalid {
            throw Failure("Error: the key file \(configuration.keysPath): \(invalid)")
        }
        return keys
    }
}
