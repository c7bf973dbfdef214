import Engine
import Statecharts

/// The engine's views as the API writes them: names that stay, times by RFC 3339, titles in the caller's language.
struct ViewWriter {
    let words: Words

    func instance(_ view: InstanceView) -> JSON {
        JSON(members: [
            "id": .string(view.id.text), "reference": .string(view.reference), "workflow": .string(view.workflow),
            "version": .integer(Int64(view.version)), "title": .string(words.title(view.title)),
            "state": .string(view.state), "stateTitle": title(view.stateTitle),
            "configuration": .array(view.configuration.map(JSON.string)), "revision": .integer(view.revision),
            "context": JSON(view.context), "events": .array(view.offers.map(offer)),
            "turns": .array(view.turns.map(turn)), "evidence": .array(view.evidence.map(evidence)),
            "isFinal": .boolean(view.isFinal), "output": JSON(view.output),
            "createdAt": .string(view.createdAt.iso8601), "updatedAt": .string(view.updatedAt.iso8601),
            "started": .array(view.started.map { .string($0.text) }),
        ])
    }

    func summary(_ summary: InstanceSummary) -> JSON {
        JSON(members: [
            "id": .string(summary.id.text), "reference": .string(summary.reference),
            "workflow": .string(summary.workflow), "version": .integer(Int64(summary.version)),
            "title": .string(words.title(summary.title)), "state": .string(summary.state),
            "stateTitle": title(summary.stateTitle), "isFinal": .boolean(summary.isFinal),
            "isUndelivered": .boolean(summary.isUndelivered), "revision": .integer(summary.revision),
            "createdAt": .string(summary.createdAt.iso8601), "updatedAt": .string(summary.updatedAt.iso8601),
        ])
    }

    func entry(_ item: HistoryItem) -> JSON {
        JSON(members: [
            "revision": .integer(item.revision), "at": .string(item.at.iso8601), "kind": .string(item.kind),
            "event": JSON(item.event), "role": JSON(item.role), "who": JSON(item.who),
            "configuration": .array(item.state.map(JSON.string)), "stateTitle": title(item.stateTitle),
            "took": .array(item.took.map(JSON.string)), "hash": .string(item.hash),
        ])
    }

    func task(_ item: InboxItem) -> JSON {
        JSON(members: [
            "instance": .string(item.instance.text), "reference": .string(item.reference),
            "workflow": .string(item.workflow), "title": .string(words.title(item.title)),
            "state": .string(item.state), "stateTitle": title(item.stateTitle), "role": .string(item.role),
            "openedAt": .string(item.openedAt.iso8601), "dueAt": JSON(item.dueAt),
        ])
    }

    private func offer(_ offer: Offer) -> JSON {
        JSON(members: ["name": .string(offer.name), "form": offer.form.map(FormWriter.form) ?? .null])
    }

    private func turn(_ turn: Turn) -> JSON {
        JSON(members: [
            "state": .string(turn.state), "role": .string(turn.role), "isCallers": .boolean(turn.isCallers),
            "people": .array(turn.people.map(JSON.string)), "since": .string(turn.since.iso8601),
            "until": JSON(turn.until), "otherwise": title(turn.otherwise),
            "undelivered": .array(turn.undelivered.map(undelivered)),
        ])
    }

    /// A mail of the turn that was refused for good, with the events that set its address anew.
    private func undelivered(_ refused: Undelivered) -> JSON {
        JSON(members: [
            "mail": .string(refused.mail), "to": .string(refused.to), "at": .string(refused.at.iso8601),
            "cause": .string(refused.cause.rawValue), "detail": .string(words.undelivered(refused)),
            "events": .array(refused.corrections.map(JSON.string)),
        ])
    }

    private func evidence(_ evidence: Evidence) -> JSON {
        JSON(members: [
            "state": .string(evidence.state), "role": .string(evidence.role),
            "items": .object(evidence.items.map { ($0.name, $0.value.map { JSON($0) } ?? .null) }),
        ])
    }

    private func title(_ title: Title?) -> JSON { JSON(title.map(words.title)) }
}

extension JSON {
    /// A text, or null.
    init(_ text: String?) { self = text.map(JSON.string) ?? .null }

    /// A moment by RFC 3339, or null.
    init(_ moment: Timestamp?) { self = moment.map { .string($0.iso8601) } ?? .null }
}
