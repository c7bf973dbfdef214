import Statecharts
import Storage

/// What a step sends to other instances, and what an instance waits for.
extension Work {
    /// Messages and publications of a step, and the end for whoever started the instance and asked.
    func writeMessages(of step: Step, wasFinal: Bool, in tx: borrowing Transaction) {
        var ordinal: Int64 = 0
        for case .send(let event, let receiver, let data) in step.effects {
            var message = InstanceMessage(
                from: row.id, revision: row.revision, ordinal: ordinal, to: InstanceID(receiver), event: event,
                data: JSON(data))
            if !message.to.isWellFormed { message.turnBack(because: .notFound) }
            MessageTable.insert(message, now: now, in: tx)
            ordinal += 1
        }
        var publications: [(pair: TopicKey, data: Record)] = []
        for case .publish(let pair, let data) in step.effects { publications.append((pair, data)) }
        // Topics' rows are held in the order of their keys; of one key the order of the step is kept.
        for pair in Set(publications.map(\.pair)).sorted(by: { ($0.topic, $0.key) < ($1.topic, $1.key) }) {
            for publication in publications where publication.pair == pair {
                TopicTable.publish(pair, data: publication.data, from: row, now: now, in: tx)
            }
        }
        if row.isFinal, !wasFinal, row.revision > 1, definition.mayBeStarted { tellParent(in: tx) }
    }

    /// Sends the instance's end to the one that started it, if that one asked.
    private func tellParent(in tx: borrowing Transaction) {
        tx.write(
            MessageTable.tellParent, .text(row.id.text), .integer(row.revision),
            .integer(InstanceMessage.lastOrdinal), .text(JSON(end).canonicalText), now.sql)
        tx.write(ChildTable.delete, .text(row.id.text))
    }

    /// What the end brings to whoever asked for it.
    private var end: Record {
        let output = snapshot.configuration.leaves(in: definition).first.map { self.output(of: $0) } ?? [:]
        return ["instance": .text(row.id.text), "state": .text(row.state), "output": .record(output)]
    }

    /// Sees to it that the end comes back as that event; one that has ended in its first step tells at once.
    func promiseEnd(as event: String, to parent: InstanceID, in tx: borrowing Transaction) {
        guard row.isFinal else {
            return tx.write(ChildTable.insert, .text(row.id.text), .text(parent.text), .text(event))
        }
        let message = InstanceMessage(
            from: row.id, revision: row.revision, ordinal: InstanceMessage.lastOrdinal, to: parent, event: event,
            data: JSON(end))
        MessageTable.insert(message, now: now, in: tx)
    }

    /// What a final state puts out.
    func output(of leaf: StateNode) -> Record {
        let scope = scope(caller: nil)
        var output: Record = [:]
        for named in leaf.output { output[named.name] = named.expression.value(in: scope) }
        return output
    }

    /// What the instance waits for as it stands.
    var heard: [TopicKey] { definition.heard(in: snapshot.configuration, context: row.context) }

    /// Reads how far topics are that the instance does not hear yet and may hear after this step.
    ///
    /// Before any fact is read: what is published later is then either in the facts or not yet seen (`commit.md` 10).
    func readTopics(in context: Record, tx: borrowing Transaction) throws {
        guard definition.hearsTopics else { return }
        let known = stored == nil ? [] : heard
        for hearing in definition.states.flatMap({ $0.on.compactMap(\.topic) }) {
            guard let key = context[hearing.field]?.keyText else { continue }
            let pair = TopicKey(topic: hearing.topic, key: key)
            guard !known.contains(pair), newest[pair] == nil else { continue }
            newest[pair] = try TopicTable.newest(pair, in: tx)
        }
    }

    /// Begins to wait for what is heard now, and ends what is not heard any more.
    func writeSubscriptions(over stored: [TopicKey], in tx: borrowing Transaction) {
        guard definition.hearsTopics else { return }
        let heard = self.heard
        for pair in stored where !heard.contains(pair) {
            tx.write(SubscriptionTable.delete, SubscriptionTable.values(pair, row.id))
        }
        for pair in heard where !stored.contains(pair) {
            if let seen = newest[pair] {
                tx.write(SubscriptionTable.insert, SubscriptionTable.values(pair, row.id) + [.integer(seen)])
            } else {
                // The key came up within the step: one wake-up too many, which the guard drops, rather than one too few.
                let since = now.adding(Span(microseconds: -Limits.overlapOfCommands.microseconds))
                tx.write(SubscriptionTable.insertSince, SubscriptionTable.values(pair, row.id) + [since.sql])
            }
        }
    }

    /// An entry for something that changed nothing: a message that was refused.
    func record(_ event: String, data: Record, fields: [Field], in tx: borrowing Transaction) throws {
        let draft = HistoryEntry.Draft(
            kind: .message, event: event, author: Caller.system.author, form: nil, payload: fields)
        _ = try write(
            Step(standing: snapshot), on: .event(event), data: data, facts: [:], caller: .system, entry: draft, in: tx)
    }
}

extension Definition {
    /// Whether instances start instances of it.
    var mayBeStarted: Bool {
        start.contains { if case .system = $0.by { true } else { false } }
    }
}
