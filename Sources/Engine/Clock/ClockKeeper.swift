public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Asks the database for its time every 10 s, and says when the host's own is far from it.
public struct ClockKeeper: Service {
    private static let poll = Span(microseconds: 10_000_000)

    private let database: any Database
    private let time: ServerTime
    private let wakeUp = WakeUp()
    private let logger: Logger

    /// Makes a keeper.
    public init(database: any Database, time: ServerTime, logger: Logger) {
        self.database = database
        self.time = time
        self.logger = logger
    }

    /// Works until shutdown.
    public func run() async throws {
        await wakeUp.each(atMost: Self.poll, time: time) { await round() }
    }

    /// Asks once; a failure is logged, and after 60 s of them timers stand still.
    public func round() async {
        do {
            let reading = try await time.ask(database)
            guard reading.isApart else { return }
            logger.warning(
                "the host's clock is not the database's; the database's counts",
                metadata: ["skew-ms": "\(reading.skew.microseconds / 1_000)"])
        } catch {
            logger.error(
                time.isSure ? "the database does not tell its time" : "timers stand still: nobody tells the time",
                metadata: ["error": "\(error)"])
        }
    }
}
