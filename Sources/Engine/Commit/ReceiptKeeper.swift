public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Removes receipts that have been kept for as long as was promised (`commit.md` 9), and quotas of days past, each hour.
public struct ReceiptKeeper: Service {
    private static let poll = Span.hours(1)

    private let database: any Database
    private let time: any TimeSource
    private let wakeUp = WakeUp()
    private let logger: Logger

    /// Makes a keeper.
    public init(database: any Database, time: any TimeSource, logger: Logger) {
        self.database = database
        self.time = time
        self.logger = logger
    }

    /// Works until shutdown.
    public func run() async throws {
        await wakeUp.each(atMost: Self.poll, time: time, logger: logger, whenFailed: "old receipts are not removed") {
            let removed = try await round()
            if removed > 0 { logger.info("old receipts were removed", metadata: ["count": "\(removed)"]) }
        }
    }

    /// Removes what is older than 30 days: a thousand in a transaction, so that nobody waits long for the writer.
    /// - Returns: how many were removed.
    public func round() async throws -> Int {
        let now = time.now
        try await database.transaction { tx in QuotaLedger.forget(before: now, in: tx) }
        let oldest = time.now.adding(Span(microseconds: -Limits.receiptLife.microseconds))
        var removed = 0
        while true {
            let batch = try await database.transaction { tx in
                try tx.changed(ReceiptTable.removeOld, oldest.sql, .integer(Limits.receiptsRemovedAtOnce))
            }
            removed += batch
            if batch < Limits.receiptsRemovedAtOnce || Task.isCancelled { return removed }
        }
    }
}
