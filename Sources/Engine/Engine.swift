public import Logging
public import Statecharts
public import Storage

/// The durable statechart engine: the only way to change an instance, and what may be read of them.
public final class Engine: Sendable {
    /// Makes an engine over a migrated store.
    ///
    /// - Parameters:
    ///   - catalog: definitions with their texts, as loaded by `Catalog.load`.
    ///   - render: writes mails; pure, called in the step's transaction.
    ///   - time, random: every moment and every seed, secret and id comes from these.
    public init(
        database: any Database, catalog: Catalog, facts: FactRegistry, actions: ActionRegistry, directory: Directory,
        render: @escaping Render, outbox: Outbox, settings: EngineSettings, time: any TimeSource = SystemTime(),
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes, logger: Logger = Logger(label: "genkan")
    ) {
        fatalError()
    }

    /// Does a command in one transaction and answers after its commit.
    public func send(_ command: Command) async throws(EngineError) -> Answer { fatalError() }

    /// An instance as the caller may see it; 404 where it is not visible.
    public func instance(_ id: InstanceID, as caller: Caller) async throws(EngineError) -> InstanceView { fatalError() }

    /// The entries of an instance that the caller may see, oldest first.
    public func history(_ id: InstanceID, as caller: Caller) async throws(EngineError) -> [HistoryItem] { fatalError() }

    /// What became of the mails of an instance, newest first.
    public func mails(_ id: InstanceID, as caller: Caller) async throws(EngineError) -> [MailView] { fatalError() }

    /// The form of a start event; without a name, the only one that people may send. `again` fills it from an instance.
    public func startForm(
        _ workflow: String, event: String? = nil, again: InstanceID? = nil, as caller: Caller
    ) async throws(EngineError) -> FormView { fatalError() }

    /// The form of an event that the instance offers the caller now.
    public func form(_ event: String, of id: InstanceID, as caller: Caller) async throws(EngineError) -> FormView {
        fatalError()
    }

    /// Start events that people may send: workflow, its title, event.
    public func startable() -> [(workflow: String, title: Title, event: String)] { fatalError() }

    /// The caller's turns, oldest first.
    public func tasks(of caller: Caller) async throws(EngineError) -> [InboxItem] { fatalError() }

    /// Instances in which the caller is named, newest first, at most 200.
    public func instances(of caller: Caller) async throws(EngineError) -> [InstanceSummary] { fatalError() }

    /// For operations: all instances, newest first.
    public func list(workflow: String?, state: String?, limit: Int) async throws(EngineError) -> [InstanceSummary] {
        fatalError()
    }

    /// What the link of a mail opens; absent for a secret that was never given out. Changes nothing.
    public func link(_ secret: String, viewer: Caller?) async throws(EngineError) -> LinkView? { fatalError() }

    /// The definition by which an instance of this workflow would start now.
    public func definition(_ workflow: String) -> Definition? { fatalError() }
}

/// What the engine is told at start.
public struct EngineSettings: Sendable {
    /// Origin of every link in mails, without a slash at the end: `http://127.0.0.1:8080`. Never from a `Host` header.
    public var publicURL: String

    /// Makes settings.
    public init(publicURL: String) { self.publicURL = publicURL }
}

/// Bytes from the system's cryptographic generator.
public let secureBytes: @Sendable (_ bytes: Int) -> [UInt8] = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
