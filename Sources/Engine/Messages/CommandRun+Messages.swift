import Logging
import Statecharts
import Storage

/// What instances hear of each other: messages and topics (`commit.md` 10).
extension CommandRun {
    /// Hands a message on, under the receiver's lock and in its commit.
    func deliver(_ message: InstanceMessage, in tx: borrowing Transaction) throws -> Result {
        let receiver = try load(message.to, in: tx)
        guard try MessageTable.isWaiting(message, in: tx) else {
            return .refused(EngineError(.notFound, "The message was handed on already."))
        }
        guard let work = receiver else {
            let error = EngineError(.notFound, "There is no such request.")
            if message.isRefusal || message.isEnd {
                MessageTable.delete(message, in: tx)
            } else {
                MessageTable.sendBack(message, data: message.refusalData(error.code), now: now, in: tx)
            }
            return .refused(error)
        }
        if let cause = work.row.stuck { throw Engine.stuck(cause) }
        if message.isRefusal {
            let data = Record(message.data, as: InstanceMessage.refusalFields) ?? [:]
            try work.record(message.event, data: data, fields: InstanceMessage.refusalFields, in: tx)
            MessageTable.delete(message, in: tx)
            return try answer(work, in: tx)
        }
        let run = EventRun(
            parts: parts, command: command(carrying: message.data), id: message.to, event: message.event, seed: seed,
            now: now, origin: .message)
        switch try run.perform(work, in: tx) {
        case .done:
            MessageTable.delete(message, in: tx)
            return try answer(work, in: tx)
        case .refused(let error, isStored: _, event: _):
            guard error.code.status < 500 else {
                work.save(in: tx)
                return .refused(error)
            }
            try turnBack(message, error, work, in: tx)
            work.save(in: tx)
            return .refused(error)
        }
    }

    /// A refused message goes back to its sender; the end of a child is recorded by the parent that has no use for it.
    private func turnBack(
        _ message: InstanceMessage, _ error: EngineError, _ work: Work, in tx: borrowing Transaction
    ) throws {
        guard message.isEnd else {
            return MessageTable.sendBack(message, data: message.refusalData(error.code), now: work.now, in: tx)
        }
        let data = Record(message.refusalData(error.code), as: InstanceMessage.refusalFields) ?? [:]
        try work.record(message.event, data: data, fields: InstanceMessage.refusalFields, in: tx)
        MessageTable.delete(message, in: tx)
    }

    /// Tells an instance what was published and it has not seen, in order, each as an event of its own.
    func hear(_ pair: TopicKey, _ id: InstanceID, in tx: borrowing Transaction) throws -> Result {
        guard let work = try load(id, in: tx) else {
            tx.write(SubscriptionTable.deleteAll, .text(id.text))
            return .refused(EngineError(.notFound, "There is no such request."))
        }
        if let cause = work.row.stuck { throw Engine.stuck(cause) }
        let unseen = try TopicTable.unseen(pair, by: id, limit: Limits.publicationsMax, in: tx)
        let wasHeard = work.heard.contains(pair)
        var seen: Int64 = 0
        var fault: EngineError?
        for publication in unseen where fault == nil && work.heard.contains(pair) {
            let run = EventRun(
                parts: parts, command: command(carrying: publication.data), id: id, event: pair.topic, seed: seed,
                now: now, origin: .topic(pair, publication: publication.seq))
            switch try run.perform(work, in: tx) {
            case .done: break
            case .refused(let error, isStored: _, event: _) where error.code.status >= 500: fault = error
            case .refused(let error, isStored: _, event: _):
                parts.logger.debug(
                    "a publication was of no use", metadata: ["instance": "\(id)", "reason": "\(error.code.rawValue)"])
            }
            if fault == nil { seen = publication.seq }
        }
        let answer = try answer(work, in: tx)
        let key = SubscriptionTable.values(pair, id)
        if !wasHeard {
            tx.write(SubscriptionTable.delete, key)
        } else if work.heard.contains(pair) {
            let isMore = fault != nil || unseen.count == Limits.publicationsMax
            tx.write(SubscriptionTable.move, key + [.integer(seen), .flag(isMore)])
        }
        return fault.map { .refused($0) } ?? answer
    }

    private func command(carrying data: JSON) -> Command {
        var command = command
        command.data = data
        return command
    }

    /// Saves, and answers with how the instance stands.
    private func answer(_ work: Work, in tx: borrowing Transaction) throws -> Result {
        work.save(in: tx)
        return .answered(Answer(instance: try Viewing(work: work, caller: .system).view(in: tx), isReplay: false))
    }
}
