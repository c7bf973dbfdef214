public import Logging
public import ServiceLifecycle
import Statecharts
public import Storage

/// Sees to it that no timer, task, link or subscription stays lost: compares the rows of live instances with what their
/// histories ask for, and has differences put right (`commit.md` 12, R-21).
///
/// A *round* looks at every live instance once, in order of ids. It is walked in *passes*, one each quarter of a minute
/// over the next slice: a 25th of the round, at least 200 instances and at most 5,000. A pass that has put right more
/// than 100 rows stops there and raises the alarm; the next one goes on behind it. So ten minutes hold a round and 15
/// stopped passes, in which 1,500 lost rows come back, and a mistake of ours harms slowly enough for somebody to hear of
/// it. Over more than 125,000 live instances a round takes longer.
///
/// The place is a row of the store: however many processes there are, one of them makes each pass. Were there two, they
/// would only look twice, because each command compares again under the instance's lock.
public struct RepairKeeper: Service {
    /// Passes of a round that meets nothing.
    private static let passesOfRound: Int64 = 25
    private static let poll = Span(microseconds: 15_000_000)
    private static let slices: ClosedRange<Int64> = 200...5_000
    /// Instances that are read in one snapshot.
    private static let batch = 100

    private let engine: Engine
    private let database: any Database
    private let time: any TimeSource
    private let wakeUp = WakeUp()
    private let logger: Logger

    /// Makes a keeper.
    public init(engine: Engine, database: any Database, time: any TimeSource, logger: Logger) {
        self.engine = engine
        self.database = database
        self.time = time
        self.logger = logger
    }

    /// Works until shutdown.
    public func run() async throws {
        await wakeUp.each(
            atMost: Self.poll, time: time, logger: logger, whenFailed: "nobody compares rows with histories"
        ) {
            _ = try await round()
        }
    }

    /// Makes the pass that is due, if no other process has made it.
    /// - Returns: how many rows were put right; absent where no pass was due.
    public func round() async throws -> Int? {
        let now = time.now
        guard let begun = try await begin(now) else { return nil }
        var (place, left) = (begun.place, begun.left)
        var found = 0
        while left > 0, found <= Limits.repairsMax, !Task.isShuttingDownGracefully {
            let after = place
            let limit = min(Self.batch, left)
            let slice = try await engine.compare(after: after, through: begun.last, limit: limit)
            for lost in slice.found where found <= Limits.repairsMax {
                report(lost)
                if await repair(lost) { found += lost.differences.count }
                place = lost.id
            }
            if found > Limits.repairsMax { break }
            left -= limit
            place = slice.looked.last ?? after
            if slice.looked.count < limit {
                place = InstanceID(RepairTable.firstPlace)
                break
            }
        }
        let hasStopped = found > Limits.repairsMax
        if hasStopped {
            logger.error(
                "the repair pass stopped: too much was lost at once",
                metadata: ["alert": "repairStopped", "rows": "\(found)"])
        }
        try await end(at: place, found: found, alarm: hasStopped ? now : nil)
        return found
    }

    /// The place, where the round ends, and how many to look at, for the one process that gets the pass.
    private func begin(_ now: Timestamp) async throws -> (place: InstanceID, last: InstanceID, left: Int)? {
        let due = now.adding(Span(microseconds: -Self.poll.microseconds))
        let ahead = now.adding(Self.poll)
        return try await database.transaction { tx in
            guard let row = try tx.rows(RepairTable.begin, now.sql, due.sql, ahead.sql).first else { return nil }
            let place = try row.text(0)
            guard place == RepairTable.firstPlace else {
                return (InstanceID(place), InstanceID(try row.text(2)), Int(try row.integer(1)))
            }
            let last = try tx.rows(RepairTable.newest).first?.text(0) ?? place
            let count = try tx.rows(RepairTable.liveCount).first?.integer(0) ?? 0
            let share = count / Self.passesOfRound + 1
            let slice = min(max(share, Self.slices.lowerBound), Self.slices.upperBound)
            tx.write(RepairTable.beginRound, .integer(slice), now.sql, .text(last))
            return (InstanceID(place), InstanceID(last), Int(slice))
        }
    }

    private func end(at place: InstanceID, found: Int, alarm: Timestamp?) async throws {
        try await database.transaction { tx in
            tx.write(RepairTable.end, .text(place.text), .integer(found), alarm.sql)
            if place.text == RepairTable.firstPlace { tx.write(RepairTable.endRound) }
        }
    }

    /// Whether it was put right, or needs no more.
    private func repair(_ lost: Comparison.Found) async -> Bool {
        guard !lost.differences.isEmpty else { return true }
        do {
            _ = try await engine.send(Command(.repair(lost.id), caller: .system))
            logger.warning(
                "rows were put right",
                metadata: [
                    "alert": "rowsRepaired", "instance": "\(lost.id)",
                    "rows": "\(lost.differences.map { "\($0.text) \($0.fault.rawValue)" })",
                ])
            return true
        } catch {
            if error.code.status < 500 { return true }
            logger.warning("a repair waits", metadata: ["instance": "\(lost.id)", "reason": "\(error.message)"])
            return false
        }
    }

    private func report(_ lost: Comparison.Found) {
        guard !lost.troubles.isEmpty else { return }
        logger.error(
            "an instance's history and rows disagree, and nobody can mend it but by hand",
            metadata: ["alert": "historyDisagrees", "instance": "\(lost.id)", "troubles": "\(lost.troubles)"])
    }
}
