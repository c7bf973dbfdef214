import Engine
import Statecharts

/// What an instance's page shows, derived from the definition and its texts alone.
struct InstanceDrawing {
    let words: Words
    let instance: InstanceView
    let caller: Caller
    let now: Timestamp
    /// Where people sign in, for what they send each other.
    let publicURL: String
    /// The version by which the instance lives.
    let definition: Definition?
    /// Draws idempotency keys.
    let key: () -> String

    private var workflow: String { instance.workflow }
    private var dates: DateText { DateText(words.language) }

    /// Everything the template asks for.
    func values(history: [HistoryItem], mails: [MailView]) -> [String: PageValue] {
        let mine = taskEvents.union(instance.turns.flatMap(\.undelivered).flatMap(\.corrections))
        return [
            "reference": .text(instance.reference), "state": .text(stateTitle),
            "kind": .text(instance.isFinal ? "over" : "live"),
            "turns": .list(instance.turns.map(turn)),
            "others": .section(instance.offers.filter { !mine.contains($0.name) }.map { offer($0, isSecond: true) }),
            "closed": .optional(closed), "forward": .section(forward),
            "facts": .section(answers.map { ["name": .text($0.name), "value": .text($0.value)] }),
            "evidence": EvidenceDrawing(words: words, workflow: workflow).rows(instance.evidence),
            "history": .list(history.reversed().map(entry)), "mails": .section(mails.map(mail)),
        ]
    }

    /// What the page says after a press; nothing where something else has happened last.
    func receipt(of event: String, in history: [HistoryItem]) -> String? {
        guard history.last?.event == event, history.last?.kind != "timer" else { return nil }
        return words.text("events.\(event).done", of: workflow) ?? words.page("instance.done")
    }

    private var stateTitle: String { instance.stateTitle.map(words.title) ?? instance.state }

    /// Events that answer a task of the caller.
    private var taskEvents: Set<String> {
        var names: Set<String> = []
        for turn in instance.turns where turn.isCallers {
            guard let state = definition?.state(turn.state) else { continue }
            if let done = state.tasks.first(where: { $0.role == turn.role })?.done {
                names.formUnion(done)
            } else {
                names.formUnion(state.on.filter { $0.isFor(turn.role) }.map(\.name))
                var parent = state.parent
                while names.isEmpty, let index = parent, let node = definition?.states[index] {
                    names.formUnion(node.on.filter { $0.isFor(turn.role) }.map(\.name))
                    parent = node.parent
                }
            }
        }
        return names
    }

    private func turn(_ turn: Turn) -> PageValue {
        let base = "states.\(turn.state)"
        let role = words.text("roles.\(turn.role)", of: workflow) ?? turn.role
        let title = words.text("\(base).task.\(turn.role).title", of: workflow)
        let waiting = instance.roles.compactMap { words.text("\(base).waiting.\($0)", of: workflow) }.first
        let mine = turn.isCallers ? instance.offers.filter { taskEvents.contains($0.name) } : []
        return [
            "who": .text(
                turn.isCallers
                    ? words.page("turn.yours", ["task": title ?? stateTitle]) : words.page("turn.other", ["role": role])
            ),
            "help": .optional(
                turn.isCallers ? words.text("\(base).task.\(turn.role).help", of: workflow) : waiting),
            "people": .optional(
                turn.isCallers && turn.people.count == 1 || turn.people.isEmpty
                    ? nil : turn.people.joined(separator: words.page("site.comma"))),
            "since": .text(dates.moment(turn.since)), "sinceMachine": .text(DateText.machine(turn.since)),
            "until": .optional(turn.until.map(until)), "untilMachine": .text(turn.until.map(DateText.machine) ?? ""),
            "usually": .optional(words.text("\(base).usually", of: workflow)),
            "otherwise": .optional(
                turn.until == nil ? nil : turn.otherwise.map { words.page("turn.becomes", ["state": words.title($0)]) }),
            "primary": .section(mine.enumerated().map { offer($1, isSecond: $0 > 0) }),
            "undelivered": .section(turn.undelivered.map(undelivered)),
        ]
    }

    /// A mail that was refused for good: why, what sets its address anew, and a text to send in its place.
    private func undelivered(_ refused: Undelivered) -> PageValue {
        let corrections = instance.offers.filter { refused.corrections.contains($0.name) }
        let copy = words.page(
            "undelivered.copy",
            [
                "title": words.title(instance.title), "reference": instance.reference, "to": refused.to,
                "url": publicURL,
            ])
        return [
            "refusedText": .text(words.undelivered(refused)),
            "fix": .optional(corrections.isEmpty ? nil : words.page("undelivered.fix")),
            "corrections": .section(corrections.map { offer($0, isSecond: false) }), "copy": .text(copy),
        ]
    }

    /// 「あと6日（11月27日まで）」, "6 days left (until 27 November)".
    private func until(_ at: Timestamp) -> String { words.deadline(at, now: now) }

    private func offer(_ offer: Offer, isSecond: Bool) -> PageValue {
        let isButton = offer.form == nil && words.text("events.\(offer.name).confirm", of: workflow) == nil
        return [
            "isButton": .flag(isButton), "isSecond": .flag(isSecond),
            "href": .text(EventPages.path(instance.id, offer.name)), "key": .text(key()),
            "revision": .text("\(instance.revision)"), "text": .text(words.event(offer.name, of: workflow)),
        ]
    }

    /// What an ended request still says.
    private var closed: String? {
        guard instance.isFinal else { return nil }
        return words.text("states.\(instance.state).closed", of: workflow) ?? words.page("instance.closed")
    }

    /// Where one goes on from an ended request: to what came of it, or to asking again.
    private var forward: [PageValue] {
        guard instance.isFinal else { return [] }
        if case .text(let account)? = instance.output["account"] {
            return [toAccount(account)]
        }
        guard definition?.start.contains(where: { if case .system = $0.by { false } else { true } }) == true else {
            if case .text(let account)? = instance.context["account"] { return [toAccount(account)] }
            return []
        }
        guard instance.roles.contains(definition?.asker ?? "") else { return [] }
        let href = "/start/\(workflow.percentEncoded)?from=\(instance.id.text.percentEncoded)"
        return [["href": .text(href), "text": .text(words.page("instance.askAgain"))]]
    }

    private func toAccount(_ id: String) -> PageValue {
        ["href": .text("/accounts/\(id.percentEncoded)"), "text": .text(words.page("instance.toAccount"))]
    }

    /// Values of the context that were asked for at the start, with the words they were asked with.
    ///
    /// Whoever is shown evidence has them there.
    private var answers: [(name: String, value: String)] {
        guard instance.evidence.isEmpty, let form = definition?.start.compactMap(\.form).first else { return [] }
        return form.items.compactMap { item in
            let path = "forms.\(form.name).\(item.field.name)"
            guard let value = instance.context[item.field.name], let label = words.text("\(path).label", of: workflow)
            else { return nil }
            let text = ValueText(words: words, workflow: workflow).text(value, of: item.field.type, under: path)
            return text.isEmpty ? nil : (label, text)
        }
    }

    private func entry(_ item: HistoryItem) -> PageValue {
        let role = item.role.flatMap { words.text("roles.\($0)", of: workflow) }
        let who = item.who.map { who in [role, who].compactMap(\.self).joined(separator: words.page("site.separator")) }
        return [
            "what": .text(what(item)), "who": .optional(who), "at": .text(dates.moment(item.at)),
            "machine": .text(DateText.machine(item.at)),
        ]
    }

    private func what(_ item: HistoryItem) -> String {
        let state = item.stateTitle.map(words.title) ?? ""
        switch item.kind {
        case "start", "event":
            let label = item.event.flatMap { words.text("events.\($0).label", of: workflow) }
            return words.page("instance.event", ["event": label ?? words.page("instance.begun"), "state": state])
        case "timer":
            return item.took.isEmpty ? words.page("instance.reminder") : words.page("instance.timer", ["state": state])
        default: return words.page("instance.other", ["state": state])
        }
    }

    private func mail(_ mail: MailView) -> PageValue {
        [
            "to": .text(mail.to), "at": .text(dates.moment(mail.at)), "machine": .text(DateText.machine(mail.at)),
            "stage": .text(words.page("mailStage.\(mail.stage)")),
        ]
    }
}

extension EventNode {
    /// Whether holders of the role may send it.
    fileprivate func isFor(_ role: String) -> Bool {
        if case .roles(let roles, condition: _, error: _) = by { roles.contains(role) } else { false }
    }
}

extension Words {
    /// A deadline both ways: how long it still is, and the day (U-20).
    func deadline(_ at: Timestamp, now: Timestamp) -> String {
        let days = DateText.days(from: now, until: at)
        let dates = DateText(language)
        switch days {
        case ..<0: return page("time.over", ["day": dates.day(at)])
        case 0: return page("time.today", ["moment": dates.moment(at)])
        case 1: return page("time.oneDay", ["day": dates.shortDay(at)])
        default: return page("time.days", ["count": "\(days)", "day": dates.shortDay(at)])
        }
    }
}
