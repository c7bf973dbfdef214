import HTTPTypes
import Statecharts

/// `/openapi.json`: the API's routes, forms and answers by OpenAPI 3.1.
struct OpenAPI {
    /// Where it is read, without a token.
    static let path = "/openapi.json"

    let routes: [APIRoute]
    let forms: FormSchemas

    /// The document.
    var document: JSON {
        JSON(members: [
            "openapi": "3.1.0",
            "info": JSON(members: ["title": "Genkan", "version": "1", "description": .string(Self.words)]),
            "servers": [JSON(members: ["url": .string(JSONAPI.root)])],
            "security": [JSON(members: ["token": []])],
            "paths": .object(paths),
            "components": JSON(members: [
                "securitySchemes": JSON(members: ["token": JSON(members: ["type": "http", "scheme": "bearer"])]),
                "headers": headers,
                "schemas": .object(ViewSchemas.all + AccountSchemas.all + forms.all),
            ]),
        ])
    }

    private static let words = """
        Workflows of this server. Every problem is told by RFC 9457; its type is stable, its words are in the caller's \
        language. Bodies are at most \(Limits.bodyBytes) bytes. Members may be added to answers: ignore what you do not \
        know. Schemas named start.… and event.… are the forms of the definitions; an instance tells in `events` which of \
        them it takes now.
        """

    private var paths: [(name: String, value: JSON)] {
        Dictionary(grouping: routes, by: \.path).sorted { $0.key < $1.key }.map { path, routes in
            let operations = routes.sorted { $0.method.rawValue < $1.method.rawValue }
                .map { (name: $0.method.rawValue.lowercased(), value: $0.operation.json) }
            return (Self.template(path), .object(operations))
        }
    }

    /// `/instances/{id}` for `/instances/:id`.
    private static func template(_ path: String) -> String {
        path.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
    }

    private var headers: JSON {
        func header(_ description: String, _ schema: JSON) -> JSON {
            JSON(members: ["description": .string(description), "schema": schema])
        }
        return JSON(members: [
            "ETag": header("The instance's revision, for If-Match.", Schema.text),
            "Link": header("The address of the next page, where there is one (RFC 8288).", Schema.text),
            "Location": header("Where the instance is.", Schema.text),
            "Idempotent-Replayed": header(
                "Sent with the stored answer to an earlier request with this key.", Schema.option(["true"])),
            "Retry-After": header("Seconds after which a repeat makes sense, where one does.", Schema.number),
            "WWW-Authenticate": header("That a bearer token is asked for.", Schema.text),
        ])
    }
}
