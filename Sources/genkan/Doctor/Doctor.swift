import Engine
import Foundation
import Statecharts
import Storage

/// Looks at a store and its settings from outside; changes nothing.
struct Doctor {
    private static let week = Span.days(7)
    private static let month = Span.days(31)

    let configuration: Configuration
    let host: any HostClock
    /// Whether to read everything, too.
    var isDeep = false

    /// Everything that can be looked at; what rests on something that failed is left out.
    func examine() async -> [Finding] {
        do {
            var configuration = configuration
            // some questions read a table from end to end
            if isDeep { configuration.statementTimeout = .zero }
            let database = try await StoreLines.open(configuration, mayMake: false)
            let findings = await examine(database)
            try await database.close()
            return findings
        } catch {
            return [.failed("store", words(error))]
        }
    }

    private func examine(_ database: any Database) async -> [Finding] {
        var findings: [Finding] = [.ok("store", "\(database.kind.rawValue) answers")]
        if isDeep, let pages = await Self.pages(database) { findings.append(pages) }
        do {
            findings += try await StoreSettings(database: database, host: host, sslMode: configuration.sslMode)
                .findings()
            let missing = try await StoreLines.migrator.plan(database)
            if let obstacle = try await obstacle(database) { return findings + [.failed("move", obstacle)] }
            guard missing.isEmpty else {
                let names = missing.map(\.description).joined(separator: ", ")
                return findings + [.failed("migrations", "\(names) not applied; run 'genkan migrate'")]
            }
            findings.append(.ok("migrations", "all applied"))
            if let months = try await months(database) { findings.append(months) }
            let health = try await StoreHealth.read(database, now: host.wall)
            findings.append(await keys(health, database))
            findings += [
                deadLetters(health), late("outbox", health.messageLateness), late("timers", health.timerLateness),
                stuck(health), Self.repairs(try await RepairState.read(database)),
            ]
            if isDeep { findings += await invariants(database) }
        } catch {
            findings.append(.failed("store", "\(words(error)); \(Self.unreadable(error))"))
        }
        return findings
    }

    /// Why nobody may serve this store any more, or not yet.
    private func obstacle(_ database: any Database) async throws -> String? {
        do {
            try await StoreLines.requireHome(database)
            return nil
        } catch let error as DatabaseError where error.code == .moved {
            return error.message
        }
    }

    /// What to do where the store answers, and not as it should.
    private static func unreadable(_ error: any Error) -> String {
        switch (error as? DatabaseError)?.code {
        case .corrupt, .io: "keep a copy of the store, restore a backup, and have the disk looked at"
        case .other, .unexpectedRow:
            "a table is missing or is not as this program made it: keep a copy of the store and restore a backup"
        case _: "mend that first, then run 'genkan doctor' again"
        }
    }

    private func months(_ database: any Database) async throws -> Finding? {
        guard database.kind == .postgres else { return nil }
        let now = host.wall
        let how = "a running server makes it; or: select genkan.make_month('MOMENT'), as any of the two roles"
        guard try await MonthKeeper.isReady(now, in: database) else {
            return .failed("months", "this month is missing, and commands are refused; \(how)")
        }
        guard try await MonthKeeper.isReady(now.adding(Self.week), in: database) else {
            return .failed("months", "the month that begins within a week is missing; \(how)")
        }
        guard try await MonthKeeper.isReady(now.adding(Self.month), in: database) else {
            return .warning("months", "the next month is missing; \(how)")
        }
        return .ok("months", "made ahead")
    }

    private func keys(_ health: StoreHealth, _ database: any Database) async -> Finding {
        let path = configuration.keysPath
        guard FileManager.default.fileExists(atPath: path) else {
            let isUsed = (try? await database.read { tx in try !tx.rows(StoreLines.anyKey).isEmpty }) ?? true
            return isUsed
                ? .failed("keys", "\(path) is missing, and the database was written with it; restore it")
                : .ok("keys", "none yet; the first server makes \(path)")
        }
        do {
            let seals = try KeyFile.open(path, isNeeded: true, random: secureBytes).seals
            let foreign = try await database.read { tx in try seals.foreign(in: tx) }
            guard foreign.isEmpty else {
                return .failed("keys", "\(path) is not the file that this database was written with; restore that one")
            }
            let missing = health.keysInUse.filter { !seals.has($0.id) }
            guard missing.isEmpty else {
                let ids = missing.map { "\($0.id) (\($0.count) messages)" }.joined(separator: ", ")
                return .failed("keys", "\(path) lacks key \(ids); put the line back until nothing waits by it")
            }
            let used = health.keysInUse.map { "key \($0.id): \($0.count) waiting" }.joined(separator: ", ")
            return .ok("keys", used.isEmpty ? "match; nothing waits" : "match; \(used)")
        } catch {
            return .failed("keys", words(error))
        }
    }

    private func deadLetters(_ health: StoreHealth) -> Finding {
        guard health.deadCount > 0 else { return .ok("dead letters", "none") }
        let list = health.dead.map { "\($0.id) \($0.kind): \($0.reason)" }.joined(separator: "; ")
        return .failed(
            "dead letters",
            "\(health.deadCount), of these \(list); mend the cause, then 'genkan outbox retry'; give up what will never "
                + "arrive by 'genkan outbox discard'")
    }

    private func late(_ check: String, _ lateness: Span) -> Finding {
        let seconds = lateness.microseconds / 1_000_000
        let how = "no server works on this database, or it cannot keep up; look at its log"
        if seconds > 600 { return .failed(check, "the oldest has been due for \(seconds) s; \(how)") }
        if seconds > 60 { return .warning(check, "the oldest has been due for \(seconds) s; \(how)") }
        return .ok(check, "nothing late")
    }

    private func stuck(_ health: StoreHealth) -> Finding {
        guard !health.stuck.isEmpty else { return .ok("stuck instances", "none") }
        let list = health.stuck.map { "\($0.id.text): \($0.cause)" }.joined(separator: "; ")
        let how = "keep the log and report it; once it is mended, 'genkan instances retry ID'"
        return .failed("stuck instances", "\(list); \(how)")
    }

    func words(_ error: any Error) -> String {
        let message = Failure(error).message
        return message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message
    }
}
