import Statecharts

/// What `/openapi.json` tells of a route.
struct APIOperation: Sendable {
    /// A value that comes with a request beside its body.
    struct Parameter: Sendable {
        /// Where it stands.
        enum Place: String { case path, query, header }

        let name: String
        let place: Place
        let description: String
        let schema: JSON

        /// As OpenAPI writes it.
        var json: JSON {
            JSON(members: [
                "name": .string(name), "in": .string(place.rawValue), "description": .string(description),
                "required": .boolean(place == .path), "schema": schema,
            ])
        }
    }

    /// A header of the answer, by its name in the document's components.
    enum Header: String { case eTag = "ETag", location = "Location", replayed = "Idempotent-Replayed", link = "Link" }

    /// Name for programs, unique.
    let name: String
    /// One line for people.
    let summary: String
    var parameters: [Parameter] = []
    /// Schema of the body; absent where none is read.
    var body: JSON?
    /// Status of success.
    var status = 200
    /// Schema of the answer to it.
    let answer: JSON
    var headers: [Header] = []
    /// What else it answers, besides what all may.
    var problems: [APIProblem] = []

    /// Names that the query may have.
    var query: Set<String> { Set(parameters.filter { $0.place == .query }.map(\.name)) }

    /// As OpenAPI writes it.
    var json: JSON {
        var members: [(name: String, value: JSON)] = [
            ("operationId", .string(name)), ("summary", .string(summary)),
            ("parameters", .array((parameters + [.acceptLanguage]).map(\.json))),
        ]
        if let body {
            members.append(
                ("requestBody", JSON(members: ["required": true, "content": Self.content("application/json", body)])))
        }
        members.append(("responses", .object([success] + refusals)))
        return .object(members)
    }

    private var success: (name: String, value: JSON) {
        let replay =
            headers.contains(.replayed) ? " No body where a repeat comes from somebody who may not look any more." : ""
        let response = JSON(members: [
            "description": .string("Done.\(replay)"), "headers": Self.headers(headers.map(\.rawValue)),
            "content": Self.content("application/json", answer),
        ])
        return ("\(status)", response)
    }

    /// By status, with the types of problems that have it.
    private var refusals: [(name: String, value: JSON)] {
        Dictionary(grouping: Set(APIProblem.ofAll + problems), by: \.status).sorted { $0.key < $1.key }
            .map { status, problems in
                let codes = problems.map(\.code).sorted()
                let type = Schema.option(codes.map { "/problems/\($0)" })
                let own = JSON(members: ["properties": JSON(members: ["type": type])])
                let response = JSON(members: [
                    "description": .string(codes.joined(separator: ", ")),
                    "headers": Self.headers(Self.headers(ofStatus: status)),
                    "content": Self.content(
                        "application/problem+json", JSON(members: ["allOf": [Schema.named("Problem"), own]])),
                ])
                return ("\(status)", response)
            }
    }

    private static func headers(ofStatus status: Int) -> [String] {
        switch status {
        case 401: ["WWW-Authenticate"]
        case 409, 429, 503: ["Retry-After"]
        case _: []
        }
    }

    private static func headers(_ names: [String]) -> JSON {
        .object(names.map { ($0, JSON(members: ["$ref": .string("#/components/headers/\($0)")])) })
    }

    private static func content(_ type: String, _ schema: JSON) -> JSON {
        .object([(name: type, value: JSON(members: ["schema": schema]))])
    }
}

extension APIOperation.Parameter {
    /// The key by which a repeat is told from a second request.
    static let idempotencyKey = Self(
        name: "Idempotency-Key", place: .header,
        description: "1 to 255 printable ASCII characters; a repeat with it gets the first answer again.",
        schema: JSON(members: ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"]))

    /// The state that the caller saw.
    static let ifMatch = Self(
        name: "If-Match", place: .header,
        description: "The instance's ETag as the caller saw it, or *; 412 where something has happened since.",
        schema: JSON(members: ["type": "string", "pattern": #"^(\*|"[0-9]+")$"#]))

    /// An instance's id in the path.
    static let instance = Self(name: "id", place: .path, description: "The instance's id.", schema: Schema.id)

    fileprivate static let acceptLanguage = Self(
        name: "Accept-Language", place: .header,
        description: "Language of titles and problems, ja or en; the caller's profile where it is absent.",
        schema: Schema.text)
}
