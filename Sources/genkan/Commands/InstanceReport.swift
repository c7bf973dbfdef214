import Engine
import Statecharts

/// An instance as the command line prints it.
struct InstanceReport {
    var view: InstanceView
    var history: [HistoryItem]
    var mails: [MailView]

    var text: String {
        var head = Columns()
        head.add(["id", view.id.text])
        head.add(["workflow", "\(view.workflow), version \(view.version)"])
        head.add(["state", view.state + (view.stateTitle.map { " (\($0.en))" } ?? "")])
        head.add(["revision", "\(view.revision)"])
        head.add(["changed", view.updatedAt.iso8601])
        for turn in view.turns {
            head.add(["turn", "\(turn.role): \(turn.people.joined(separator: ", "))" + until(turn)])
        }
        for (name, value) in view.context.sorted(by: { $0.key < $1.key }) {
            head.add(["  \(name)", JSON(value).canonicalText])
        }
        var parts = [head.text]
        if !history.isEmpty { parts.append(historyText) }
        if !mails.isEmpty { parts.append(mailText) }
        return parts.joined(separator: "\n\n")
    }

    private func until(_ turn: Turn) -> String { turn.until.map { ", until \($0.iso8601)" } ?? "" }

    private var historyText: String {
        var columns = Columns(["#", "AT", "EVENT", "BY", "STATE"])
        for entry in history {
            let why = entry.reason.map { "(\($0))" }
            let who = [entry.role, entry.who, why].compactMap(\.self).joined(separator: " ")
            columns.add([
                "\(entry.revision)", entry.at.iso8601, entry.event ?? entry.kind, who.isEmpty ? "-" : who,
                entry.state.joined(separator: " "),
            ])
        }
        return columns.text
    }

    private var mailText: String {
        var columns = Columns(["MAIL", "TO", "STAGE", "AT"])
        for mail in mails { columns.add([mail.name, mail.to, mail.stage, mail.at.iso8601]) }
        return columns.text
    }

    var json: JSON {
        .object([
            ("id", .string(view.id.text)), ("workflow", .string(view.workflow)),
            ("version", .integer(Int64(view.version))), ("state", .string(view.state)),
            ("configuration", .array(view.configuration.map(JSON.string))), ("revision", .integer(view.revision)),
            ("context", JSON(view.context)), ("events", .array(view.offers.map { .string($0.name) })),
            ("history", .array(history.map(\.json))), ("mails", .array(mails.map(\.json))),
        ])
    }
}

extension InstanceSummary {
    var json: JSON {
        .object([
            ("id", .string(id.text)), ("workflow", .string(workflow)), ("version", .integer(Int64(version))),
            ("state", .string(state)), ("final", .boolean(isFinal)), ("stuck", .boolean(isStuck)),
            ("cause", stuck.map(JSON.string) ?? .null),
            ("revision", .integer(revision)), ("createdAt", .string(createdAt.iso8601)),
            ("updatedAt", .string(updatedAt.iso8601)),
        ])
    }
}

extension HistoryItem {
    fileprivate var json: JSON {
        .object([
            ("revision", .integer(revision)), ("at", .string(at.iso8601)), ("kind", .string(kind)),
            ("event", event.map(JSON.string) ?? .null), ("role", role.map(JSON.string) ?? .null),
            ("who", who.map(JSON.string) ?? .null), ("reason", reason.map(JSON.string) ?? .null),
            ("state", .array(state.map(JSON.string))),
            ("hash", .string(hash)),
        ])
    }
}

extension MailView {
    fileprivate var json: JSON {
        .object([
            ("name", .string(name)), ("to", .string(to)), ("stage", .string(stage)), ("at", .string(at.iso8601)),
        ])
    }
}
