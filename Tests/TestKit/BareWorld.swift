public import Engine
import Foundation
import Logging
public import Statecharts
public import Storage
import Synchronization

/// An engine over bare charts: people are addresses, mails go into a list, time stands until moved.
public final class BareWorld: Sendable {
    /// Files of the store.
    public let folder: TemporaryFolder
    /// The clock.
    public let time: ManualTime
    /// The store.
    public let database: any Database
    /// The engine under test.
    public let engine: Engine
    /// Hands mails to `mailbox`.
    public let outboxWorker: OutboxWorker
    /// Applies due timers.
    public let timerWorker: TimerWorker
    /// Hands messages and publications on.
    public let messageWorker: MessageWorker
    /// What was delivered.
    public let mailbox: ListDeliverer
    /// Where facts and actions keep what they do.
    public let deeds: Deeds
    /// As `topics.yaml` has them.
    public let topics: [String: Topic]
    /// The definitions.
    public let catalog: Catalog
    /// Keys of the store.
    public let keys: SealKeys

    /// Makes a world with these definitions.
    /// - Parameters:
    ///   - topics: as `topics.yaml` has them.
    ///   - database: a migrated store to be used instead of one that the world opens.
    ///   - clock: what engine and workers go by instead of `time`.
    ///   - keys: what seals mails, where a test changes that.
    ///   - quota: of mails to addresses that nobody has signed in with; else there is none.
    public init(
        _ store: TestStore = .sqlite, definitions: [String], topics: String = "{}", facts: [Fact] = [],
        actions: [any DomainAction] = [],
        deeds: Deeds = Deeds(), folder: TemporaryFolder? = nil, database: (any Database)? = nil,
        time: ManualTime = ManualTime(), clock: (any TimeSource)? = nil, keys: SealKeys? = nil,
        quota: Quota? = nil, seed: UInt64 = 1
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        self.time = time
        self.deeds = deeds
        let clock = clock ?? time
        if let database {
            self.database = database
        } else {
            self.database = try await store.open(in: folder, lines: [MigrationLine.engineTables])
        }
        let database = self.database
        var files = ["topics.yaml": topics]
        for text in definitions {
            let name = text.split(separator: "\n").first { $0.hasPrefix("workflow:") }?.dropFirst(9) ?? ""
            files["\(name.trimmingCharacters(in: .whitespaces)).yaml"] = text
        }
        let workflows = try WorkflowSet(files)
        self.topics = workflows.topics
        catalog = try await workflows.load(into: database, now: clock.now)
        let random = SeededRandom(seed: seed)
        let keys = try keys ?? SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        self.keys = keys
        let outbox = Outbox(keys: keys, host: "genkan.example", random: random.bytes)
        mailbox = ListDeliverer()
        engine = Engine(
            database: database, catalog: catalog, facts: FactRegistry(facts), actions: ActionRegistry(actions),
            directory: deeds.directory, render: BareWorld.render, outbox: outbox,
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080", quotaOfUnverified: quota), time: clock,
            random: random.bytes,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        outboxWorker = OutboxWorker(
            database: database, outbox: outbox, deliverer: mailbox, time: clock, wakeUp: WakeUp(), owner: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        timerWorker = TimerWorker(
            engine: engine, database: database, time: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        messageWorker = MessageWorker(
            engine: engine, database: database, time: clock, wakeUp: WakeUp(), random: random.bytes,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// A person without a profile.
    public static func person(_ email: String) -> Caller {
        .person(DirectoryPerson(id: email, email: email, addresses: [email], language: "en", name: ""), session: "s")
    }

    /// Starts an instance.
    public func start(
        _ workflow: String, _ data: JSON = .object([]), as email: String = "asker@one.example", key: String? = nil
    ) async throws(EngineError) -> Answer {
        try await engine.send(
            Command(
                .start(workflow: workflow, event: nil), data: data, caller: Self.person(email),
                key: key.map { RequestKey(method: "POST", path: "/api/v1/workflows/\(workflow)/instances", key: $0) }))
    }

    /// Sends an event.
    public func send(
        _ event: String, to id: InstanceID, _ data: JSON = .object([]), as email: String = "asker@one.example",
        key: String? = nil, ifRevision: Int64? = nil, link: String? = nil
    ) async throws(EngineError) -> Answer {
        try await engine.send(
            Command(
                .event(id, event), data: data, caller: Self.person(email),
                key: key.map { RequestKey(method: "POST", path: "/api/v1/instances/\(id)/events", key: $0) },
                ifRevision: ifRevision, linkSecret: link))
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

    /// All rows of a query, for looking from outside.
    public func rows(_ sql: String, _ values: SQLValue...) async throws -> [Row] {
        try await database.read { tx in try tx.rows(Statement("test.query", sql), values) }
    }

    /// One number.
    public func count(_ sql: String, _ values: SQLValue...) async throws -> Int64 {
        try await database.read { tx in try tx.rows(Statement("test.query", sql), values).first?.integer(0) ?? 0 }
    }

    /// The text names the mail's values and the link, so that tests find both.
    private static let render: Render = { request in
        let values = request.values.keys.sorted().map { "\($0)=\(JSON(request.values[$0] ?? .text("")).canonicalText)" }
        let text = [request.template, values.joined(separator: " "), request.link ?? ""].joined(separator: "\n")
        return RenderedMail(subject: request.template, text: text, html: "<p>\(request.template)</p>")
    }
}

/// Keeps what was delivered.
public final class ListDeliverer: Deliverer {
    private let messages = Mutex<[OutgoingMessage]>([])
    private let answers = Mutex<[DeliveryOutcome]>([])
    private let refusals = Mutex<(replies: [String: String], messages: [OutgoingMessage])>(([:], []))

    /// Nothing yet.
    public init() {}

    /// Delivered so far, in order.
    public var all: [OutgoingMessage] { messages.withLock { $0 } }

    /// Answers the next deliveries so, then accepts again.
    public func answerNext(_ outcomes: [DeliveryOutcome]) { answers.withLock { $0 += outcomes } }

    /// Refuses what goes to the address for good, in these words of a mail server; without words takes it again.
    public func refuse(_ address: String, saying reply: String?) {
        refusals.withLock { $0.replies[address] = reply }
    }

    /// What was refused by its address, in order.
    public var refused: [OutgoingMessage] { refusals.withLock { $0.messages } }

    /// One that refuses the same addresses and has got nothing yet.
    func twin() -> ListDeliverer {
        let twin = ListDeliverer()
        twin.refusals.withLock { $0.replies = refusals.withLock { $0.replies } }
        return twin
    }

    /// Whether the next deliveries have answers of their own.
    var isScripted: Bool { answers.withLock { !$0.isEmpty } }

    /// Keeps the message.
    public func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        let reply = refusals.withLock { state in
            if state.replies[message.to] != nil { state.messages.append(message) }
            return state.replies[message.to]
        }
        if let reply { return .undeliverable(reply: reply) }
        let answer = answers.withLock { $0.isEmpty ? DeliveryOutcome.accepted : $0.removeFirst() }
        if answer == .accepted { messages.withLock { $0.append(message) } }
        return answer
    }

    /// The secret of the newest link that was mailed to the address.
    public func linkSecret(to address: String) -> String? {
        (all + refused).last { $0.to == address && $0.mail.text.contains("/l/") }?.mail.text
            .split(separator: "\n").first { $0.contains("/l/") }?
            .split(separator: "/").last.map(String.init)
    }
}

/// What bare facts and actions remember between calls, and who belongs to which group.
public final class Deeds: Sendable {
    private let state = Mutex<(flags: [String: Bool], log: [String], groups: [GroupKey: Set<String>])>(([:], [], [:]))

    /// Nothing yet.
    public init() {}

    /// A switch that tests turn and facts read.
    public subscript(flag: String) -> Bool {
        get { state.withLock { $0.flags[flag] ?? false } }
        set { state.withLock { $0.flags[flag] = newValue } }
    }

    /// What actions wrote down, those of undone transactions included.
    public var log: [String] { state.withLock { $0.log } }

    /// Writes down.
    public func note(_ line: String) { state.withLock { $0.log.append(line) } }

    /// Puts people into a group.
    public func set(_ people: Set<String>, of group: GroupKey) { state.withLock { $0.groups[group] = people } }

    /// People are their addresses, groups are what tests put into them; with the switch `unknown ADDRESS`, nobody has
    /// signed in there.
    var directory: Directory {
        Directory(
            person: { email, _ in self["unknown \(email)"] ? nil : Self.known(email) },
            personWithID: { id, _ in self["unknown \(id)"] ? nil : Self.known(id) },
            holders: { group, _ in self.state.withLock { $0.groups[group] ?? [] }.sorted().map(Self.known) },
            groups: { id, _ in self.state.withLock { $0.groups.filter { $0.value.contains(id) }.map(\.key) } },
            rights: ["account": ["members"]], staffGroups: ["operations"])
    }

    private static func known(_ email: String) -> DirectoryPerson {
        DirectoryPerson(id: email, email: email, addresses: [email], language: "en", name: "")
    }
}
