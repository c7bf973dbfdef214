import Engine
import HTTPTypes
import Hummingbird
import Statecharts

/// Instances: start, look, send, history, and the caller's own.
struct InstanceRoutes: Sendable {
    let engine: Engine
    /// Draws the key of a start that came without one (`commit.md` 9).
    let random: @Sendable (_ bytes: Int) -> [UInt8]

    var all: [APIRoute] {
        [
            .post("/workflows/:name/instances", startOperation, use: start),
            .get(
                "/instances",
                APIOperation(
                    name: "instances", summary: "What the caller has a part in or may decide, newest first.",
                    parameters: Self.searchParameters,
                    answer: Schema.object([
                        "instances": Schema.list(Schema.named("InstanceSummary")), "next": Schema.orNull(Schema.id),
                    ]), headers: [.link]), use: list),
            .get(
                "/instances/:id",
                APIOperation(
                    name: "instance", summary: "An instance as the caller may see it, with what may be sent now.",
                    parameters: [.instance], answer: Schema.named("Instance"), headers: [.eTag],
                    problems: [.notFound]), use: show),
            .post(
                "/instances/:id/events",
                APIOperation(
                    name: "send", summary: "Sends an event, and answers with the instance after it.",
                    parameters: [.instance, .idempotencyKey, .ifMatch], body: Schema.named("Event"),
                    answer: Schema.named("Instance"), headers: [.eTag, .replayed], problems: APIProblem.ofCommands),
                use: send),
            .get(
                "/instances/:id/history",
                APIOperation(
                    name: "history", summary: "What has happened, as far as the caller may know it.",
                    parameters: [.instance],
                    answer: Schema.object(["entries": Schema.list(Schema.named("HistoryEntry"))]),
                    problems: [.notFound]), use: history),
        ]
    }

    private var startOperation: APIOperation {
        let names = engine.deployed.map(\.workflow)
        let name = APIOperation.Parameter(
            name: "name", place: .path, description: "The workflow.",
            schema: names.isEmpty ? Schema.text : Schema.option(names))
        return APIOperation(
            name: "start", summary: "Starts an instance.", parameters: [name, .idempotencyKey],
            body: Schema.named("Start"), status: 201, answer: Schema.named("Instance"),
            headers: [.location, .eTag, .replayed], problems: APIProblem.ofCommands)
    }

    @Sendable private func start(_ call: APICall) async throws -> Response {
        let name = try call.segment("name")
        let key = try call.request.idempotencyKey()
        let body = try await call.request.commandBody()
        let command = Command(
            .start(workflow: name, event: body.event), data: body.data, caller: call.caller,
            key: RequestKey(
                method: "POST", path: "\(JSONAPI.root)/workflows/\(name)/instances",
                key: key ?? "server-\(Hex.encode(random(16)))"))
        let answer: Answer
        do {
            answer = try await engine.send(command)
        } catch {
            guard error.code == .notFound, body.event != nil, engine.definition(name) != nil else { throw error }
            // The workflow is there: what was not found is the event that the body names.
            throw APIFault.body([APIFault.BodyFault(pointer: "/event", error: .notAnOption)])
        }
        return response(answer, status: .created, to: call)
    }

    @Sendable private func send(_ call: APICall) async throws -> Response {
        let id = try instance(call)
        let key = try call.request.idempotencyKey()
        let revision = try call.request.wantedRevision()
        let body = try await call.request.commandBody()
        guard let event = body.event else {
            throw APIFault.body([APIFault.BodyFault(pointer: "/event", error: .required)])
        }
        let answer = try await engine.send(
            Command(
                .event(id, event), data: body.data, caller: call.caller,
                key: key.map { RequestKey(method: "POST", path: "\(Self.path(id))/events", key: $0) },
                ifRevision: revision))
        return response(answer, status: .ok, to: call)
    }

    @Sendable private func show(_ call: APICall) async throws -> Response {
        let view = try await engine.instance(instance(call), as: call.caller)
        return .json(
            ViewWriter(words: call.words).instance(view), headers: [.eTag: Self.tag(view)], in: call.words.language)
    }

    @Sendable private func history(_ call: APICall) async throws -> Response {
        let entries = try await engine.history(instance(call), as: call.caller)
        let writer = ViewWriter(words: call.words)
        return .json(JSON(members: ["entries": .array(entries.map(writer.entry))]), in: call.words.language)
    }

    private static var searchParameters: [APIOperation.Parameter] {
        func query(_ name: String, _ description: String, _ schema: JSON) -> APIOperation.Parameter {
            APIOperation.Parameter(name: name, place: .query, description: description, schema: schema)
        }
        let limit = JSON(members: ["type": "integer", "minimum": 1, "maximum": 200])
        return [
            query("workflow", "Only those of this workflow.", Schema.text),
            query("state", "Only those in this state.", Schema.text),
            query("q", "Only those with this in their reference, id or values.", Schema.text),
            query("limit", "How many at most; 50 where it is absent.", limit),
            query("cursor", "The page after the one whose next this was.", Schema.id),
        ]
    }

    @Sendable private func list(_ call: APICall) async throws -> Response {
        let query = try call.query()
        var search = InstanceSearch(query)
        if let cursor = query["cursor"] {
            guard let before = Self.cursor(cursor) else { throw APIFault.unknownParameter }
            search.before = before
        }
        if let limit = query["limit"] {
            guard let number = Int(limit), (1...200).contains(number) else { throw APIFault.unknownParameter }
            search.limit = number
        }
        let page = try await engine.search(search, as: call.caller)
        let writer = ViewWriter(words: call.words)
        var headers: HTTPFields = [:]
        if let next = page.next { headers[HeaderNames.link] = Self.link(to: next, of: query) }
        return .json(
            JSON(members: [
                "instances": .array(page.instances.map(writer.summary)), "next": JSON(page.next?.text),
            ]), headers: headers, in: call.words.language)
    }

    /// The address of the next page, as RFC 8288 has it.
    private static func link(to next: InstanceID, of query: FormFields) -> String {
        let pairs = query.pairs.filter { $0.name != "cursor" } + [FormFields.Pair(name: "cursor", value: next.text)]
        let text = pairs.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
        return "<\(JSONAPI.root)/instances?\(text)>; rel=\"next\""
    }

    /// An id as the API gave it for the next page.
    private static func cursor(_ text: String) -> InstanceID? {
        let isID =
            text.utf8.count == 36
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x2D
            }
        return isID ? InstanceID(text) : nil
    }

    /// A replay to somebody who lost sight of the instance tells its status and nothing else (`commit.md` 9).
    private func response(_ answer: Answer, status: HTTPResponse.Status, to call: APICall) -> Response {
        var headers: HTTPFields = [:]
        if answer.isReplay { headers[HeaderNames.idempotentReplayed] = "true" }
        guard answer.isVisible else { return Response(status: status, headers: headers) }
        headers[.eTag] = Self.tag(answer.instance)
        if status == .created { headers[.location] = Self.path(answer.instance.id) }
        return .json(
            ViewWriter(words: call.words).instance(answer.instance), status: status, headers: headers,
            in: call.words.language)
    }

    /// The id in the path; what no id looks like is not asked for.
    private func instance(_ call: APICall) throws -> InstanceID {
        let text = try call.segment("id")
        guard let id = Self.cursor(text) else { throw APIFault.notFound }
        return id
    }

    private static func path(_ id: InstanceID) -> String { "\(JSONAPI.root)/instances/\(id)" }

    private static func tag(_ view: InstanceView) -> String { "\"\(view.revision)\"" }
}
