import Logging
import Statecharts
import Storage

/// What every part of a command needs and none of them changes; held once, because it is handed on at every step.
final class EngineParts: Sendable {
    let catalog: Catalog
    let facts: FactRegistry
    let actions: ActionRegistry
    let directory: Directory
    let render: Render
    let outbox: Outbox
    let settings: EngineSettings
    let random: @Sendable (_ bytes: Int) -> [UInt8]
    let logger: Logger
    /// Whether domain actions may be performed and quotas taken from: not where a refusal could not be taken back, and
    /// neighbours in the transaction do not see what was written.
    let mayAct: Bool
    /// Where a command's look-ups are noted; absent where nobody is answered.
    let lookUps: LookUps?

    init(
        catalog: Catalog, facts: FactRegistry, actions: ActionRegistry, directory: Directory,
        render: @escaping Render, outbox: Outbox, settings: EngineSettings,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8], logger: Logger, mayAct: Bool = true,
        lookUps: LookUps? = nil
    ) {
        self.catalog = catalog
        self.facts = facts
        self.actions = actions
        self.directory = directory
        self.render = render
        self.outbox = outbox
        self.settings = settings
        self.random = random
        self.logger = logger
        self.mayAct = mayAct
        self.lookUps = lookUps
    }

    /// The same for a command that must not act.
    func withoutActions() -> EngineParts {
        EngineParts(
            catalog: catalog, facts: facts, actions: actions, directory: directory, render: render, outbox: outbox,
            settings: settings, random: random, logger: logger, mayAct: false, lookUps: lookUps)
    }

    /// The same for one command, whose look-ups are noted.
    func noting(_ lookUps: LookUps) -> EngineParts {
        EngineParts(
            catalog: catalog, facts: facts, actions: actions, directory: directory, render: render, outbox: outbox,
            settings: settings, random: random, logger: logger, mayAct: mayAct, lookUps: lookUps)
    }

    /// Reads the named facts; one whose argument is absent counts as absent.
    func facts(
        _ names: some Collection<String>, of definition: Definition, scope: Scope, in tx: borrowing Transaction
    ) throws -> Record {
        var values: Record = [:]
        for name in names {
            guard let declaration = definition.facts[name], let fact = facts.facts[declaration.function] else {
                throw EngineError(
                    .definitionUnsupported, "This process does not know the fact '\(name)'.", retryAfterSeconds: 5)
            }
            let arguments = declaration.arguments.compactMap { $0.value(in: scope) }
            guard arguments.count == declaration.arguments.count else { continue }
            values[name] = try fact.read(arguments, scope.now, tx)
            if let lookUps, let lookUp = try fact.lookUp(arguments, scope.now, tx) { lookUps.note(lookUp) }
        }
        return values
    }
}

/// Bounds that the engine keeps, each with its refusal.
enum Limits {
    /// Timers applied before one event; with more the answer is 503 `catching-up` (`commit.md` 1).
    static let dueTimersMax = 16
    /// Instances that start instances that start instances.
    static let startDepthMax = 8
    /// Refusals that a definition may handle within one command.
    static let refusalsMax = 8
    /// Runs of a command whose transaction the store ended.
    static let attemptsMax = 5
    /// How long and how often it is asked what became of a commit, and the time between two questions (`commit.md` 13).
    ///
    /// By the steady clock, from the moment that the commit went unheard.
    static let lookUpMax = Span(microseconds: 5_000_000)
    static let lookUpsMax = 25
    static let lookUpPause = Span(microseconds: 250_000)
    /// Publications that one command tells of.
    static let publicationsMax = 16
    /// Longest time that two commands may be under way beside each other, clocks' differences included.
    static let overlapOfCommands = Span(microseconds: 60_000_000)
    /// Commands that may wait for a lane.
    static let queuedMax = 2_000
    /// Commands that share a commit, bytes of contexts that they read, and time between lock and write.
    static let groupMax = 50
    static let groupContextBytesMax = 256 * 1_024
    static let groupSteppingMax = Span(microseconds: 10_000)
    /// Instances that one list shows.
    static let listMax = 200
    /// Instances that a search looks at before it ends its page.
    static let searchMax = 2_000
    /// How long an idempotency key gives the same answer, and how many are forgotten in one transaction.
    static let receiptLife = Span.days(30)
    static let receiptsRemovedAtOnce = 1_000
    /// Differences that one repair pass puts right before it stops and raises the alarm (`commit.md` 12).
    static let repairsMax = 100
    /// Longest idempotency key, in bytes.
    static let keyBytesMax = 255
    /// An end waits this long after the last reminder of its state (`format.md` 6).
    static let graceAfterReminder = Span.hours(24)
    /// A task link lives at most this long, and a mail without an end timer is useful for a week.
    static let linkLifeMax = Span.days(30)
    static let mailUsefulFor = Span.days(7)
}
