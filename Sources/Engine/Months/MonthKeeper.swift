public import Logging
public import ServiceLifecycle
public import Statecharts
public import Storage
import Synchronization

/// Makes the months of what only grows ahead of time, and has their parents analysed (`commit.md` 5).
///
/// Only PostgreSQL keeps histories by month; on SQLite this does nothing. A month that is missing all the same can be
/// made at any time, without a restart: commands begin to pass with the next one sent.
public final class MonthKeeper: Service {
    private static let monthsAhead = 2
    private static let poll = Span.hours(1)
    private static let analysesEach = Span.days(1)

    private let database: any Database
    private let time: any TimeSource
    private let wakeUp = WakeUp()
    private let logger: Logger
    private let analysedAt = Mutex<Timestamp?>(nil)

    /// Makes a keeper.
    public init(database: any Database, time: any TimeSource, logger: Logger) {
        self.database = database
        self.time = time
        self.logger = logger
    }

    /// Works until shutdown, each hour.
    public func run() async throws {
        await wakeUp.each(atMost: Self.poll, time: time, logger: logger, whenFailed: "months are not made ahead") {
            try await self.round()
        }
    }

    /// Makes what is missing of this month and the next two, and analyses once a day.
    ///
    /// To be called once before the first command; ``run()`` goes on.
    public func round() async throws {
        guard database.kind == .postgres else { return }
        let now = time.now
        let made = try await MonthTable.make(from: now, ahead: Self.monthsAhead, in: database)
        if made > 0 { logger.notice("months were made ahead", metadata: ["tables": "\(made)"]) }
        let isDue = analysedAt.withLock { last in last.map { $0.adding(Self.analysesEach) <= now } ?? true }
        guard isDue else { return }
        try await MonthTable.analyse(in: database)
        analysedAt.withLock { $0 = now }
    }

    /// Whether everything of the month of `moment` can be written; for `doctor`, which looks a week ahead.
    public static func isReady(_ moment: Timestamp, in database: any Database) async throws -> Bool {
        try await MonthTable.isThere(moment, in: database)
    }
}
