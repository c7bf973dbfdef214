public import Logging
public import Statecharts
public import Storage
import Synchronization

/// The durable statechart engine: the only way to change an instance, and what may be read of them.
public final class Engine: Sendable {
    let parts: EngineParts
    let database: any Database
    let time: any TimeSource
    private let afterCommit: @Sendable () -> Void
    private let whenFull: @Sendable () -> Void
    private let afterExchange: @Sendable () -> Void
    private let lead: Lead
    let queue: CommandQueue
    private let inFlight = Mutex<Set<[UInt8]>>([])

    /// Makes an engine over a migrated store.
    ///
    /// - Parameters:
    ///   - catalog: definitions as loaded by `Catalog.load`.
    ///   - render: writes mails; pure, called in the step's transaction.
    ///   - time, random: every moment and every seed, secret and id comes from these.
    ///   - afterCommit: wakes the workers of this process.
    ///   - afterExchange: wakes the worker that hands on between instances.
    ///   - whenFull: told of a command that found no room on the disk.
    public init(
        database: any Database, catalog: Catalog, facts: FactRegistry, actions: ActionRegistry, directory: Directory,
        render: @escaping Render, outbox: Outbox, settings: EngineSettings, time: any TimeSource = SystemTime(),
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes,
        logger: Logger = Logger(label: "genkan.engine"), afterCommit: @escaping @Sendable () -> Void = {},
        afterExchange: @escaping @Sendable () -> Void = {}, whenFull: @escaping @Sendable () -> Void = {}
    ) {
        parts = EngineParts(
            catalog: catalog, facts: facts, actions: actions, directory: directory, render: render, outbox: outbox,
            settings: settings, random: random, logger: logger)
        self.database = database
        self.time = time
        lead = Lead(parts: parts, database: database, time: time)
        queue = CommandQueue(
            lanes: lead.mayActInCompany ? CommandLanes(shared: 1, alone: 0) : CommandLanes(shared: 2, alone: 4))
        self.afterCommit = afterCommit
        self.whenFull = whenFull
        self.afterExchange = afterExchange
    }

    /// Does a command in one transaction and answers after its commit.
    public func send(_ command: Command) async throws(EngineError) -> Answer {
        if case .event(let id, _) = command.target, !id.isWellFormed { throw Self.absent }
        let receipt = command.key.map { Receipt($0, of: command) }
        if let key = command.key?.key, !(1...Limits.keyBytesMax).contains(key.utf8.count) {
            throw EngineError(.keyReused, "An idempotency key has 1 to \(Limits.keyBytesMax) characters.")
        }
        if let receipt {
            guard inFlight.withLock({ $0.insert(receipt.scope).inserted }) else {
                throw EngineError(
                    .inProgress, "The same request is under way. Its answer will be there in a moment.",
                    retryAfterSeconds: 1)
            }
        }
        defer { if let receipt { _ = inFlight.withLock { $0.remove(receipt.scope) } } }
        let run = CommandRun(parts: parts, command: command, receipt: receipt, seed: parts.random(16), now: time.now)
        let result: CommandRun.Result
        do {
            result = try await perform(run)
        } catch {
            if error.code == .storeFull { whenFull() }
            throw error
        }
        afterCommit()
        switch result {
        case .answered(let answer):
            let view = answer.instance
            if definition(view.workflow, version: view.version)?.exchanges == true { afterExchange() }
            return answer
        case .refused(let error):
            if case .message = command.target { afterExchange() }
            throw error
        }
    }

    /// Waits in line, and leads a group when its turn has come.
    private func perform(_ run: CommandRun) async throws(EngineError) -> CommandRun.Result {
        var run = run
        var isAlone = !lead.mayActInCompany && lead.acting.contains(run.command.target)
        var hasRun = false
        while true {
            switch await queue.turn(run, isAlone: isAlone, hasRun: hasRun) {
            case .answered(let result): return try result.get()
            case .refused: throw Self.overloaded(by: nil)
            case .leads(let members):
                let outcomes = await lead.run(members)
                await queue.end(members, with: outcomes)
                switch outcomes[0] {
                case .answered(let result): return try result.get()
                case .again(let again, let needsOwn): (run, isAlone, hasRun) = (again, needsOwn, true)
                }
            }
        }
    }

    /// Takes commands again for an instance that was set aside, once its cause is mended; for operations.
    /// - Returns: whether it was stuck.
    public func retry(_ id: InstanceID) async throws(EngineError) -> Bool {
        guard id.isWellFormed else { throw Self.absent }
        do {
            return try await database.transaction { tx in try tx.changed(InstanceTable.retry, .text(id.text)) == 1 }
        } catch {
            throw Self.fault(error)
        }
    }

    /// Ends an instance in one of the final states of its definition, whatever it waits for; for operations.
    ///
    /// What the definition does at that end is done: what was held is freed, whoever asked is told.
    /// - Parameter reason: kept in the history.
    /// - Throws: ``EngineError/Code/eventNotAllowed`` where it has ended, or cannot end there.
    public func cancel(_ id: InstanceID, to end: String, reason: String) async throws(EngineError) -> InstanceView {
        guard id.isWellFormed else { throw Self.absent }
        return try await send(Command(.cancel(id, to: end, reason: reason), caller: .system)).instance
    }

    static func stuck(_ cause: String) -> EngineError {
        EngineError(
            .stuck, "Something is wrong with this request on our side. Operations have been told; nothing is lost.",
            underlying: BrokenInvariant(cause, instance: nil))
    }

    /// What a person reads of a fault of the store.
    public static func fault(_ error: any Error) -> EngineError {
        if let known = error as? EngineError { return known }
        let database = error as? DatabaseError
        if database?.code == .full {
            return EngineError(
                .storeFull, "The disk is full. Nothing was changed; please try again later.", retryAfterSeconds: 60,
                underlying: error)
        }
        if database?.code == .moved {
            // where to is for operators, in the log
            return EngineError(
                .storeUnavailable, "The store has moved. Nothing was changed; please try again.", retryAfterSeconds: 5,
                underlying: error)
        }
        if database?.code == .overloaded || database?.code == .busy { return overloaded(by: error) }
        return EngineError(
            .storeUnavailable, "The store does not answer. Nothing was changed; please try again.",
            retryAfterSeconds: 5, underlying: error)
    }

    /// Somebody else is at the instance, and the caller is not to wait for it.
    static var held: EngineError { overloaded(by: nil) }

    private static func overloaded(by error: (any Error)?) -> EngineError {
        EngineError(
            .overloaded, "There is more to do than can be done at once. Nothing was changed; please try again.",
            retryAfterSeconds: 1, underlying: error)
    }

    /// Start events that people may send of themselves: workflow, its title, event.
    ///
    /// What a refusal offers is started there and is not among them.
    public func startable() -> [(workflow: String, title: Title, event: String)] {
        let offered = Set(parts.catalog.deployed.flatMap(\.offers).map { [$0.workflow, $0.event] })
        return parts.catalog.deployed.flatMap { definition in
            definition.start.compactMap { event in
                if case .system = event.by { return nil }
                guard !offered.contains([definition.workflow, event.name]) else { return nil }
                return (definition.workflow, definition.title, event.name)
            }
        }
    }

    /// Names of the workflows that this process knows, sorted.
    public var workflows: [String] { parts.catalog.workflows }

    /// The definitions by which instances would start now, by name.
    public var deployed: [Definition] { parts.catalog.deployed }

    /// Every version that instances live by, by name and version.
    public var definitions: [Definition] { parts.catalog.all }

    /// The definition by which an instance of this workflow would start now.
    public func definition(_ workflow: String) -> Definition? { parts.catalog.current(workflow)?.definition }

    /// The definition of one version.
    public func definition(_ workflow: String, version: Int) -> Definition? {
        parts.catalog.definition(workflow, version: version)
    }
}

/// What the engine is told at start.
public struct EngineSettings: Sendable {
    /// Origin of every link in mails, without a slash at the end: `http://127.0.0.1:8080`.
    ///
    /// Never from a `Host` header.
    public var publicURL: String
    /// What workflows may mail to an address where nobody has signed in yet; absent for as much as they like.
    public var quotaOfUnverified: Quota?

    /// Makes settings.
    public init(publicURL: String, quotaOfUnverified: Quota? = nil) {
        self.publicURL = publicURL
        self.quotaOfUnverified = quotaOfUnverified
    }
}

/// Bytes from the system's cryptographic generator.
public let secureBytes: @Sendable (_ bytes: Int) -> [UInt8] = { count in
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
        // eight at a time, because each number is a call of the system
        var number = generator.next()
        for _ in 0..<min(8, count - bytes.count) {
            bytes.append(UInt8(truncatingIfNeeded: number))
            number >>= 8
        }
    }
    return bytes
}
