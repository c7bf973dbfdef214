import Foundation
import Statecharts
import Storage

/// One command in its transaction: receipt, instance, event, answer (`commit.md` 1).
struct CommandRun {
    enum Result {
        case answered(Answer)
        /// Refused; what was committed beside it stays.
        case refused(EngineError)
    }

    var parts: EngineParts
    let command: Command
    let receipt: Receipt?
    let seed: [UInt8]
    let now: Timestamp
    /// Who shares the transaction.
    var company = Company.none
    /// When an earlier run's commit was sent and its answer lost: look first whether it happened.
    private(set) var unknownSince: Span?

    /// Who shares a command's transaction.
    enum Company {
        case none
        /// Others: it then waits for no lock, and throws ``LeftOut`` where it must have a transaction of its own.
        case group(GroupBudget)
    }

    /// The same command after a commit of which nobody knows.
    /// - Parameter moment: when it went unheard, by the steady clock.
    func mayBeDone(since moment: Span) -> CommandRun {
        var run = self
        run.unknownSince = unknownSince ?? moment
        return run
    }

    func perform(in tx: borrowing Transaction) throws -> Result {
        if let receipt, let stored = try ReceiptTable.find(scope: receipt.scope, in: tx) {
            tx.write(ProbeTable.write)
            return try replay(stored, of: receipt, in: tx)
        }
        if unknownSince != nil, let answer = try answerIfDone(in: tx) {
            tx.write(ProbeTable.write)
            return .answered(answer)
        }
        switch command.target {
        case .start(let workflow, let event): return try start(workflow, event, in: tx)
        case .event(let id, let event): return try send(event, to: id, in: tx)
        case .due(let id): return try applyDue(id, in: tx)
        case .mailAnew(let id): return try mailAnew(id, in: tx)
        case .message(let message): return try deliver(message, in: tx)
        case .topic(let id, let pair): return try hear(pair, id, in: tx)
        case .repair(let id): return try repair(id, in: tx)
        case .discard(let id, let letter, let reason): return try discard(letter, of: id, because: reason, in: tx)
        case .cancel(let id, let end, let reason): return try cancel(id, to: end, because: reason, in: tx)
        }
    }

    private func start(_ workflow: String, _ event: String?, in tx: borrowing Transaction) throws -> Result {
        if case .group(let budget) = company { try budget.take(contextBytes: 0) }
        let lookUps = LookUps()
        do {
            let run = StartRun(
                parts: parts.noting(lookUps), workflow: workflow, event: event, caller: command.caller, seed: seed,
                now: now, depth: 0)
            let (work, written) = try tx.savepoint {
                let done = try run.perform(form: command.data, in: tx)
                try pay(for: lookUps, in: tx)
                return done
            }
            return try answer(work, started: written.started, in: tx)
        } catch let refusal as EngineError where refusal.code.status < 500 {
            let error = try paid(for: lookUps, refusal, in: tx)
            let isStored = [.refused, .alreadyOpen, .eventNotAllowed].contains(error.code)
            let event = error.code.status == 429 ? SecurityEvent(code: error.code.rawValue, data: workflow) : nil
            return refuse(error, isStored: isStored, instance: nil, event: event, in: tx)
        }
    }

    private func pay(for lookUps: LookUps, in tx: borrowing Transaction) throws {
        // what neighbours take is written with the commit that all share
        guard parts.mayAct || lookUps.isEmpty else { throw LeftOut.counts }
        try lookUps.pay(by: command.caller, seed: seed, now: now, keys: parts.outbox.keys, in: tx)
    }

    /// The refusal, if its look-ups may be answered at all; what was paid for a start went with it.
    private func paid(
        for lookUps: LookUps, _ refusal: EngineError, in tx: borrowing Transaction
    ) throws -> EngineError {
        guard refusal.code != .tooManyLookUps else { return refusal }
        do {
            try pay(for: lookUps, in: tx)
            return refusal
        } catch let error as EngineError where error.code == .tooManyLookUps {
            return error
        }
    }

    private func send(_ event: String, to id: InstanceID, in tx: borrowing Transaction) throws -> Result {
        let absent = EngineError(.notFound, "There is no such request, or it is not yours to see.")
        guard let work = try load(id, in: tx), try Viewing(work: work, caller: command.caller).isVisible(in: tx) else {
            return refuse(absent, isStored: false, instance: nil, event: security(.notFound), in: tx)
        }
        if let cause = work.row.stuck { throw Engine.stuck(cause) }
        let run = EventRun(parts: parts, command: command, id: id, event: event, seed: seed, now: now)
        return try finish(run, work, in: tx)
    }

    /// The resend of the definition, for a link of which the turn stands; it mails the bound address and tells no more.
    private func mailAnew(_ id: InstanceID, in tx: borrowing Transaction) throws -> Result {
        let secret = command.linkSecret ?? ""
        guard let work = try load(id, in: tx),
            let link = try LinkTable.find(secretHash: LinkSecret(text: secret).hash, in: tx), link.instance == id
        else { return .refused(Engine.absent) }
        if let cause = work.row.stuck { throw Engine.stuck(cause) }
        guard !link.isLive(at: work.now) else {
            return .refused(EngineError(.eventNotAllowed, "The link that you have is good: open it."))
        }
        guard work.row.stays[link.stayState] == link.stayRevision, let event = work.mailsAnew(link) else {
            return .refused(EngineError(.linkEnded, "What this link was for is over, or cannot be mailed anew."))
        }
        work.hasNamelessPresser = true
        let run = EventRun(
            parts: parts, command: command, id: id, event: event.name, seed: seed, now: now, origin: .link(link))
        return try finish(run, work, in: tx)
    }

    private func finish(_ run: EventRun, _ work: Work, in tx: borrowing Transaction) throws -> Result {
        switch try run.perform(work, in: tx) {
        case .done(let written):
            work.save(in: tx)
            return try answer(work, started: written.started, in: tx)
        case .refused(let error, let isStored, let event):
            work.save(in: tx)
            return refuse(error, isStored: isStored, instance: run.id, event: event, in: tx)
        }
    }

    private func applyDue(_ id: InstanceID, in tx: borrowing Transaction) throws -> Result {
        guard let work = try load(id, in: tx), work.row.stuck == nil else {
            return .refused(EngineError(.notFound, "There is no such request."))
        }
        let isMoreDue = try work.applyDueTimers(in: tx)
        work.save(in: tx)
        if isMoreDue { return .refused(EngineError(.catchingUp, "More timers are due.", retryAfterSeconds: 1)) }
        return .answered(Answer(instance: try Viewing(work: work, caller: .system).view(in: tx), isReplay: false))
    }

    /// The instance under its lock; in company, one that somebody else holds is left to a transaction of its own.
    func load(_ id: InstanceID, in tx: borrowing Transaction) throws -> Work? {
        guard let row = try InstanceTable.row(id, by: lock, catalog: parts.catalog, in: tx) else {
            guard case .none = company else { throw LeftOut.held }
            return nil
        }
        if case .group(let budget) = company { try budget.take(contextBytes: row.contextText.utf8.count) }
        let work = try Work(parts, row: row, seed: seed, now: now, in: tx)
        work.queuedMails = try OutboxTable.queued(of: id, in: tx)
        try work.readTopics(in: row.context, tx: tx)
        return work
    }

    private var lock: Statement {
        switch company {
        case .none: InstanceTable.lock
        case .group: InstanceTable.lockIfFree
        }
    }

    /// What every command of this kind asks, in the order in which it must be asked: the lock first (`commit.md` 2).
    var reads: [Read] {
        var reads: [Read] = []
        if let id = command.target.instance {
            reads = [
                Read(lock, .text(id.text)), Read(TimerTable.ofInstance, .text(id.text)),
                Read(TaskTable.ofInstance, .text(id.text)), Read(OutboxTable.queuedOfInstance, .text(id.text)),
            ]
        }
        switch command.target {
        case .start, .event, .due, .mailAnew, .repair, .discard, .cancel: break
        case .message(let message): reads.append(Read(MessageTable.isWaiting, MessageTable.key(message)))
        case .topic(let id, let pair):
            let values = TopicTable.unseenValues(pair, by: id, limit: Limits.publicationsMax)
            reads.append(Read(TopicTable.unseen, values))
        }
        if let receipt { reads.append(Read(ReceiptTable.find, .bytes(receipt.scope))) }
        if let secret = command.linkSecret {
            reads.append(Read(LinkTable.bySecret, .bytes(LinkSecret(text: secret).hash)))
        }
        return reads
    }

    /// What an earlier run of this very command has committed: its seed stands in an entry.
    ///
    /// Asked under the lock, for which a commit still under way is waited; a start's instance has its id from the seed, so
    /// of two runs one fails (`commit.md` 13).
    private func answerIfDone(in tx: borrowing Transaction) throws -> Answer? {
        var stream = RandomStream(seed: seed)
        let id = command.target.instance ?? InstanceID(stream.uuid(at: now))
        guard let work = try load(id, in: tx), try HistoryTable.bears(seed: seed, of: id, in: tx) else { return nil }
        return Answer(instance: try Viewing(work: work, caller: command.caller).view(in: tx), isReplay: false)
    }

    private func answer(_ work: Work, started: [InstanceID], in tx: borrowing Transaction) throws -> Result {
        let viewing = Viewing(work: work, caller: command.caller)
        let view = try viewing.view(started: started, in: tx)
        if let receipt { ReceiptTable.insert(receipt.done(view, now: work.now), in: tx) }
        return .answered(Answer(instance: view, isReplay: false))
    }

    private func refuse(
        _ error: EngineError, isStored: Bool, instance: InstanceID?, event: SecurityEvent?, in tx: borrowing Transaction
    ) -> Result {
        if isStored, let receipt { ReceiptTable.insert(receipt.refused(error, instance: instance, now: now), in: tx) }
        if let event {
            SecurityLog(keys: parts.outbox.keys).record(
                event.code, caller: command.caller.person?.email, instance: instance ?? command.target.instance,
                data: event.data,
                id: securityEventID, now: now, in: tx)
        }
        return .refused(error)
    }

    /// Drawn from a stream of its own, so that a refusal moves no id of the command.
    var securityEventID: String {
        var stream = RandomStream(seed: seed + [1])
        return stream.uuid(at: now)
    }

    private func security(_ code: EngineError.Code) -> SecurityEvent {
        if case .event(_, let event) = command.target {
            SecurityEvent(code: code.rawValue, data: event)
        } else {
            SecurityEvent(code: code.rawValue, data: "")
        }
    }

    /// The stored answer, also if rights, state or time have changed since; whoever lost sight reads the status only.
    private func replay(_ stored: ReceiptRow, of receipt: Receipt, in tx: borrowing Transaction) throws -> Result {
        guard stored.fingerprint == receipt.fingerprint else {
            return .refused(
                EngineError(
                    .keyReused, "This idempotency key was used for another request: use a new key for a new request."))
        }
        switch stored.kind {
        case .refused:
            guard let error = stored.answer.flatMap(StoredAnswer.decodeError) else {
                throw BrokenInvariant("a stored refusal cannot be read", instance: nil)
            }
            return .refused(error)
        case .done:
            guard let view = stored.answer.flatMap({ StoredAnswer.decode($0, catalog: parts.catalog) }),
                let row = try InstanceTable.row(view.id, catalog: parts.catalog, in: tx)
            else { throw BrokenInvariant("a stored answer cannot be read", instance: stored.instance) }
            let work = try Work(parts, row: row, seed: seed, now: now, in: tx)
            let isVisible = try Viewing(work: work, caller: command.caller).isVisible(in: tx)
            return .answered(Answer(instance: view, isReplay: true, isVisible: isVisible))
        }
    }
}

/// Why a command leaves the transaction that it shares, to have one of its own; nothing of it is left behind.
enum LeftOut: Error {
    /// Somebody else holds the instance, or it does not exist.
    case held
    /// A domain action is to be performed.
    case acts
    /// It takes from a quota that its neighbours may have taken from.
    case counts
    /// The group has read or stepped as much as it may.
    case full
}

extension Command.Target {
    /// The instance that the command is for; absent for a start.
    var instance: InstanceID? {
        switch self {
        case .start: nil
        case .event(let id, _), .due(let id), .mailAnew(let id), .topic(let id, _), .repair(let id): id
        case .discard(let id, letter: _, reason: _), .cancel(let id, to: _, reason: _): id
        case .message(let message): message.to
        }
    }

    /// Whether it only applies what is due, which whoever holds the instance does as well.
    var isDue: Bool {
        if case .due = self { true } else { false }
    }
}
