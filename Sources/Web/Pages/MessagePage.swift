import HTTPTypes

/// A page that says something and leads on: refusals, faults, links that ended.
struct MessagePage: Sendable {
    /// A way on.
    struct Action: Hashable, Sendable {
        var text: String
        var href: String
    }

    var title: String
    var paragraphs: [String]
    var status: HTTPResponse.Status = .ok
    var actions: [Action] = []
    /// What can be done instead.
    var events: [Action] = []
    /// Shown for faults, so that support finds the log.
    var requestID: String?

    /// The page; the first action is the main one.
    var page: Page {
        let actions = actions.enumerated().map { index, action -> PageValue in
            ["text": .text(action.text), "href": .text(action.href), "isSecond": .flag(index > 0)]
        }
        let events = events.map { event -> PageValue in ["text": .text(event.text), "href": .text(event.href)] }
        return Page(
            template: "message", title: title, status: status, isFault: status.code >= 400,
            values: [
                "paragraphs": .list(paragraphs.map(PageValue.text)), "actions": .section(actions),
                "events": .section(events), "requestID": .optional(requestID),
            ])
    }
}
