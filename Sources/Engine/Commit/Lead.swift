import Logging
import Statecharts
import Storage

/// Brings groups of commands into the store and says what became of each (`commit.md` 3, 4, 13).
struct Lead: Sendable {
    let parts: EngineParts
    let database: any Database
    let time: any TimeSource
    /// Commands that turned out to act, so that the next one of its kind does not try in company first.
    let acting = ActingKinds()
    private let partsInCompany: EngineParts

    init(parts: EngineParts, database: any Database, time: any TimeSource) {
        self.parts = parts
        self.database = database
        self.time = time
        partsInCompany = database.kind == .sqlite ? parts : parts.withoutActions()
    }

    /// Whether a command with an action may share its transaction: SQLite has one writer, and true savepoints.
    var mayActInCompany: Bool { database.kind == .sqlite }

    /// Runs the members and tells for each what became of it, in their order.
    func run(_ members: [CommandQueue.Member]) async -> [CommandQueue.Outcome] {
        if let only = members.first, members.count == 1, only.isAlone { return [.answered(await runAlone(only.run))] }
        var attempt = 1
        while true {
            do {
                return try await runTogether(members)
            } catch let error as DatabaseError where error.isFileBusy && attempt < Limits.attemptsMax {
                attempt += 1
                await time.pause(jitter())
            } catch let error as DatabaseError where error.hasNotBegun {
                return members.map { _ in .answered(.failure(Engine.fault(error))) }
            } catch let error as DatabaseError where error.code == .commitUnknown {
                return members.map { .again($0.run.mayBeDone(since: time.steady), isAlone: true) }
            } catch {
                return members.map { .again($0.run, isAlone: true) }
            }
        }
    }

    private func runTogether(_ members: [CommandQueue.Member]) async throws -> [CommandQueue.Outcome] {
        let budget = GroupBudget(time)
        let runs = members.map { inCompany($0.run, budget: budget) }
        let results = try await database.group(
            readingAhead: runs.flatMap(\.reads),
            runs.map { run in { @Sendable (tx: borrowing Transaction) throws in try run.perform(in: tx) } })
        var outcomes: [CommandQueue.Outcome] = []
        for (member, result) in zip(members, results) { outcomes.append(await outcome(of: result, member.run)) }
        return outcomes
    }

    private func inCompany(_ run: CommandRun, budget: GroupBudget) -> CommandRun {
        var run = run
        run.company = .group(budget)
        run.parts = partsInCompany
        return run
    }

    private func outcome(
        of result: Result<CommandRun.Result, any Error>, _ run: CommandRun
    ) async -> CommandQueue.Outcome {
        switch result {
        case .success(let done): return .answered(.success(done))
        case .failure(LeftOut.full): return .again(run, isAlone: false)
        case .failure(LeftOut.held) where run.command.target.isDue:
            // whoever holds it applies what is due; a server that was frozen may hold many, and for a minute
            return .answered(.failure(Engine.held))
        case .failure(LeftOut.acts):
            acting.insert(run.command.target)
            return .again(run, isAlone: true)
        case .failure(let broken as BrokenInvariant): return .answered(.failure(await markStuck(broken)))
        case .failure(let error as EngineError): return .answered(.failure(error))
        case .failure: return .again(run, isAlone: true)
        }
    }

    /// In a transaction of its own, again where the store ended it for no fault of the command: same seed, same answer.
    private func runAlone(_ run: CommandRun) async -> Result<CommandRun.Result, EngineError> {
        var run = run
        var attempt = 1
        while true {
            do {
                let current = run
                return .success(
                    try await database.transaction(readingAhead: run.reads) { tx in try current.perform(in: tx) })
            } catch let broken as BrokenInvariant {
                return .failure(await markStuck(broken))
            } catch let error as DatabaseError where error.mayGoAway && attempt < Limits.attemptsMax {
                if error.code == .commitUnknown { run = run.mayBeDone(since: time.steady) }
                attempt += 1
                await time.pause(jitter())
            } catch let error as DatabaseError
                where error.isWorthAsking(
                    after: attempt, for: run.unknownSince.map { time.steady - $0 })
            {
                attempt += 1
                await time.pause(Limits.lookUpPause)
            } catch let error as DatabaseError where error.code == .commitUnknown || run.unknownSince != nil {
                return .failure(
                    EngineError(
                        .outcomeUnknown,
                        "The store went away before it said whether this was done. "
                            + "Look again in a moment, or send the same request with the same key.",
                        retryAfterSeconds: 5, underlying: error))
            } catch {
                return .failure(Engine.fault(error))
            }
        }
    }

    /// 5 to 80 ms, so that those who met do not meet again.
    private func jitter() -> Span {
        let byte = parts.random(1).first.map(Int64.init) ?? 0
        return Span(microseconds: 5_000 + byte * 294)
    }

    /// Sets the instance aside with its cause; its neighbours go on (R-6).
    private func markStuck(_ broken: BrokenInvariant) async -> EngineError {
        parts.logger.error(
            "an invariant is broken",
            metadata: ["instance": "\(broken.instance?.text ?? "-")", "sentence": "\(broken.sentence)"])
        if let id = broken.instance {
            do {
                try await database.transaction { tx in
                    tx.write(InstanceTable.markStuck, .text(id.text), .text(broken.sentence))
                }
            } catch {
                return Engine.fault(error)
            }
        }
        return Engine.stuck(broken.sentence)
    }
}

extension DatabaseError {
    /// Whether the same transaction, run again, may succeed: what ended it was somebody else, or a lost connection.
    fileprivate var mayGoAway: Bool {
        if isLockTimeout { return false }
        if case .constraint(.unique, name: _) = code { return true }
        return [.busy, .lostRow, .connectionLost, .commitUnknown].contains(code)
    }

    /// Whether to look once more what became of a commit: a server that restarts is back within that time.
    fileprivate func isWorthAsking(after attempts: Int, for unknown: Span?) -> Bool {
        guard let unknown, mayGoAway || isLockTimeout, attempts < Limits.lookUpsMax else { return false }
        return unknown < Limits.lookUpMax
    }

    /// Another process writes into the file: whoever waits for it waits for all.
    fileprivate var isFileBusy: Bool { code == .busy && sqlState == nil }

    /// Whether nobody of a group can do better alone: there was no place for it, or the file is not to be had.
    fileprivate var hasNotBegun: Bool { isFileBusy || code == .overloaded }

    /// PostgreSQL has waited for a lock as long as it may; who met a deadlock goes again instead.
    var isLockTimeout: Bool { sqlState == "55P03" }
}
