import HTTPTypes

/// A page that says something and leads on: refusals, faults, links that ended.
struct MessagePage: Sendable {
    /// A way on.
    struct Action: Hashable, Sendable {
        var text: String
        var href: String
    }

    /// A button that sends.
    struct Press: Hashable, Sendable {
        var text: String
        var path: String
        var fields: [String: String] = [:]

        /// Signs out, and back in to this page as somebody else.
        static func switching(to next: String, _ words: Words) -> Press {
            Press(text: words.page("link.switch"), path: "/sign-out", fields: ["next": next])
        }
    }

    var title: String
    var paragraphs: [String]
    var status: HTTPResponse.Status = .ok
    var actions: [Action] = []
    /// Presses that lead on; they stand before the other actions.
    var presses: [Press] = []
    /// What can be done instead.
    var events: [Action] = []
    /// Shown for faults, so that support finds the log.
    var requestID: String?

    /// The page; the first action is the main one.
    var page: Page {
        let actions = actions.enumerated().map { index, action -> PageValue in
            ["text": .text(action.text), "href": .text(action.href), "isSecond": .flag(index > 0 || !presses.isEmpty)]
        }
        let buttons = presses.enumerated().map { index, press -> PageValue in
            let hidden = press.fields.sorted { $0.key < $1.key }.map { name, value -> PageValue in
                ["name": .text(name), "value": .text(value)]
            }
            return [
                "text": .text(press.text), "path": .text(press.path), "fields": .list(hidden),
                "isSecond": .flag(index > 0),
            ]
        }
        let events = events.map { event -> PageValue in ["text": .text(event.text), "href": .text(event.href)] }
        return Page(
            template: "message", title: title, status: status, isFault: status.code >= 400,
            values: [
                "paragraphs": .list(paragraphs.map(PageValue.text)), "actions": .section(actions),
                "events": .section(events), "presses": .list(buttons),
                "requestID": .optional(requestID),
            ])
    }
}
