public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Sends "apply what is due" to instances whose timers are due (`commit.md` 12): the same road as a person's press.
public struct TimerWorker: Service {
    private static let batch = 200
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
        await wakeUp.each(atMost: Self.poll, time: time) {
            do {
                while try await round() == Self.batch, !Task.isShuttingDownGracefully {}
            } catch {
                logger.error("the timers wait for their store", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Applies due timers of up to 200 instances, oldest first.
    ///
    /// None while nobody can tell the time: late is better than early.
    /// - Returns: how many timers were found due.
    public func round() async throws -> Int {
        guard time.isSure else { return 0 }
        let now = time.now
        let due = try await database.read { tx in
            try tx.rows(TimerTable.dueInstances, now.sql, .integer(Self.batch)).map { InstanceID(try $0.text(0)) }
        }
        var seen: Set<InstanceID> = []
        for id in due where seen.insert(id).inserted {
            do {
                _ = try await engine.send(Command(.due(id), caller: .system))
            } catch {
                guard error.code != .catchingUp else { continue }
                logger.warning("a due timer waits", metadata: ["instance": "\(id)", "reason": "\(error.message)"])
            }
        }
        return due.count
    }
}
