public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Sends "apply what is due" to instances whose timers are due (`commit.md` 12): the same road as a person's press.
public struct TimerWorker: Service {
    /// Of one workflow in one round, so that a flood in one delays no other.
    private static let batch = 200
    /// With fewer, nothing is lost by looking again a second later: others hold them, or there are no more.
    private static let worthMore = 25
    private static let poll = Span(microseconds: 1_000_000)

    private let engine: Engine
    private let database: any Database
    private let time: any TimeSource
    private let wakeUp = WakeUp()
    private let logger: Logger

    /// Makes a worker.
    public init(engine: Engine, database: any Database, time: any TimeSource, logger: Logger) {
        self.engine = engine
        self.database = database
        self.time = time
        self.logger = logger
    }

    /// Works until shutdown, each second.
    public func run() async throws {
        await wakeUp.each(atMost: Self.poll, time: time, logger: logger, whenFailed: "the timers wait for their store")
        {
            while try await round() >= Self.worthMore, !Task.isShuttingDownGracefully {}
        }
    }

    /// Applies due timers of up to 200 instances of each workflow, oldest first, side by side so that they share commits.
    ///
    /// None while nobody can tell the time: late is better than early.
    /// - Returns: how many instances were moved; 0 when there is nothing left that can be done now.
    public func round() async throws -> Int {
        guard time.isSure else { return 0 }
        let now = time.now
        let workflows = engine.workflows
        let due = try await database.read { tx in
            var due: [InstanceID] = []
            for workflow in workflows {
                due += try tx.rows(TimerTable.due, .text(workflow), now.sql, .integer(Self.batch)).map {
                    InstanceID(try $0.text(0))
                }
            }
            return due
        }
        var seen: Set<InstanceID> = []
        let instances = due.filter { seen.insert($0).inserted }
        return await withTaskGroup { group in
            for id in instances { group.addTask { await apply(id) } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    /// Whether the instance was moved.
    private func apply(_ id: InstanceID) async -> Bool {
        do {
            _ = try await engine.send(Command(.due(id), caller: .system))
            return true
        } catch {
            if error.code == .catchingUp { return true }
            // the next poll finds it again, if nobody else was faster
            logger.log(
                level: error.code == .overloaded ? .debug : .warning,
                "a due timer waits", metadata: ["instance": "\(id)", "reason": "\(error.message)"])
            return false
        }
    }
}
