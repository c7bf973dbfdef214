import Engine
import HTTPTypes
import Hummingbird
import Statecharts

/// What a person asked for, answered or may decide, with a search by reference, words, workflow and state.
struct RequestPages: Sendable {
    let frame: PageFrame
    let engine: Engine

    func addRoutes(to router: Router<AppContext>) {
        router.get("/requests", use: show)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let (_, caller) = try context.signedIn(request)
        let words = frame.words(context)
        let dates = DateText(context.language)
        let query = FormFields(parsing: (request.uri.query ?? "").utf8) ?? FormFields()
        var search = InstanceSearch(query)
        search.before = query["cursor"].map(InstanceID.init)
        let page = try await engine.search(search, as: caller)
        let items = page.instances.map { item -> PageValue in
            [
                "href": .text("/instances/\(item.id)"), "what": .text(words.title(item.title)),
                "reference": .text(item.reference), "state": .text(item.stateTitle.map(words.title) ?? item.state),
                "kind": .text(item.isFinal ? "over" : "live"),
                "undelivered": .optional(item.isUndelivered ? words.page("undelivered.badge") : nil),
                "changed": .text(words.page("requests.changed", ["moment": dates.moment(item.updatedAt)])),
            ]
        }
        let isSearch = search.workflow != nil || search.state != nil || search.text != nil
        let values: [String: PageValue] = [
            "list": .section(items), "q": .text(search.text ?? ""), "isSearch": .flag(isSearch),
            "workflows": .list(workflows(words, chosen: search.workflow)),
            "states": .list(states(words, chosen: search.state)),
            "next": .optional(page.next.map { Self.path(search, before: $0) }),
            "hasSearch": .flag(isSearch || search.before != nil || page.instances.count > 1),
        ]
        return frame.page(
            Page(template: "requests", title: words.page("requests.title"), values: values), request, context)
    }

    /// The address of the page after one that ended with this instance.
    static func path(_ search: InstanceSearch, before: InstanceID) -> String {
        let pairs = [
            ("q", search.text), ("workflow", search.workflow), ("state", search.state), ("cursor", before.text),
        ]
        let parts = pairs.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
        return "/requests?\(parts.joined(separator: "&"))"
    }

    private func workflows(_ words: Words, chosen: String?) -> [PageValue] {
        engine.workflows.compactMap { name in
            engine.definition(name).map { Self.option(name, words.title($0.title), chosen: chosen) }
        }
    }

    /// The states that people see, once where workflows share one of the same title.
    private func states(_ words: Words, chosen: String?) -> [PageValue] {
        var seen: Set<String> = []
        let nodes = engine.workflows.compactMap { engine.definition($0) }.flatMap(\.states)
        return nodes.filter { !$0.isCompound }.compactMap { node in
            guard let title = node.title, seen.insert(node.name).inserted else { return nil }
            return Self.option(node.name, words.title(title), chosen: chosen)
        }
    }

    private static func option(_ value: String, _ text: String, chosen: String?) -> PageValue {
        ["option": .text(value), "optionLabel": .text(text), "isChosen": .flag(value == chosen)]
    }
}
