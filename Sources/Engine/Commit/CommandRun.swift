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

    let parts: EngineParts
    let command: Command
    let receipt: Receipt?
    let seed: [UInt8]
    let now: Timestamp

    func perform(in tx: borrowing Transaction) throws -> Result {
        if let receipt, let stored = try ReceiptTable.find(scope: receipt.scope, in: tx) {
            return try replay(stored, of: receipt, in: tx)
        }
        switch command.target {
        case .start(let workflow, let event): return try start(workflow, event, in: tx)
        case .event(let id, let event): return try send(event, to: id, in: tx)
        case .due(let id): return try applyDue(id, in: tx)
        }
    }

    private func start(_ workflow: String, _ event: String?, in tx: borrowing Transaction) throws -> Result {
        do {
            let run = StartRun(
                parts: parts, workflow: workflow, event: event, caller: command.caller, seed: seed, now: now, depth: 0)
            let (row, written) = try tx.savepoint { try run.perform(form: command.data, in: tx) }
            let work = try Work(parts, row: row, seed: seed, now: now)
            return try answer(work, started: written.started, in: tx)
        } catch let error as EngineError where error.code.status < 500 {
            let isStored = [.refused, .alreadyOpen, .eventNotAllowed].contains(error.code)
            return refuse(error, isStored: isStored, instance: nil, event: nil, in: tx)
        }
    }

    private func send(_ event: String, to id: InstanceID, in tx: borrowing Transaction) throws -> Result {
        let absent = EngineError(.notFound, "There is no such request, or it is not yours to see.")
        guard let row = try InstanceTable.row(id, catalog: parts.catalog, in: tx) else {
            return refuse(absent, isStored: false, instance: nil, event: security(.notFound), in: tx)
        }
        let work = try Work(parts, row: row, seed: seed, now: now)
        guard try Viewing(work: work, caller: command.caller).isVisible(in: tx) else {
            return refuse(absent, isStored: false, instance: nil, event: security(.notFound), in: tx)
        }
        if let cause = row.stuck { throw Engine.stuck(cause) }
        let run = EventRun(parts: parts, command: command, id: id, event: event, seed: seed, now: now)
        switch try run.perform(work, in: tx) {
        case .done(let work, let written):
            return try answer(work, started: written.started, in: tx)
        case .refused(let error, let isStored, let event):
            return refuse(error, isStored: isStored, instance: id, event: event, in: tx)
        }
    }

    private func applyDue(_ id: InstanceID, in tx: borrowing Transaction) throws -> Result {
        guard let row = try InstanceTable.row(id, catalog: parts.catalog, in: tx), row.stuck == nil else {
            return .refused(EngineError(.notFound, "There is no such request."))
        }
        var work = try Work(parts, row: row, seed: seed, now: now)
        if try work.applyDueTimers(in: tx) {
            return .refused(EngineError(.catchingUp, "More timers are due.", retryAfterSeconds: 1))
        }
        return .answered(Answer(instance: try Viewing(work: work, caller: .system).view(in: tx), isReplay: false))
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
                event.code, caller: command.caller.person?.email, instance: instance ?? target, data: event.data,
                id: InstanceID(secretlessID).text, now: now, in: tx)
        }
        return .refused(error)
    }

    private var target: InstanceID? {
        if case .event(let id, _) = command.target { id } else { nil }
    }

    /// Drawn from a stream of its own, so that a refusal moves no id of the command.
    private var secretlessID: String {
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
            let work = try Work(parts, row: row, seed: seed, now: now)
            let isVisible = try Viewing(work: work, caller: command.caller).isVisible(in: tx)
            return .answered(Answer(instance: view, isReplay: true, isVisible: isVisible))
        }
    }
}
