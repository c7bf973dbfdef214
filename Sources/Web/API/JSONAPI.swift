public import Engine
import HTTPTypes
import Hummingbird
public import Onboarding
public import Statecharts

/// The JSON API below `/api/v1`: bearer tokens in, JSON and problem details out (RFC 9457).
public struct JSONAPI: Sendable {
    /// Path that every route begins with.
    static let root = "/api/v1"

    private let gate: APIGate
    private let routes: [APIRoute]
    /// `/openapi.json`, made once: definitions do not change while the server runs.
    private let document: [UInt8]

    /// Makes the API; nothing is read or written before a request comes.
    ///
    /// - Parameters:
    ///   - time: decides whether tokens live.
    ///   - random: draws the keys of starts that came without one.
    public init(
        engine: Engine, tokens: APITokens, accounts: Accounts, texts: TextCatalog, time: any TimeSource = SystemTime(),
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) {
        gate = APIGate(tokens: tokens, texts: texts, time: time)
        routes =
            InstanceRoutes(engine: engine, random: random).all + TaskRoutes(engine: engine).all
            + AccountRoutes(accounts: accounts, time: time).all
        let forms = FormSchemas(deployed: engine.deployed, definitions: engine.definitions)
        document = OpenAPI(routes: routes, forms: forms).document.canonical
    }

    /// How the API stands in the server.
    public var mount: APIMount {
        APIMount(addRoutes: addRoutes) { [gate] error, request, context in
            gate.problem(error, Language(accepting: request.headers[.acceptLanguage] ?? ""), context)
        }
    }

    @Sendable private func addRoutes(to router: Router<AppContext>) {
        router.get(RouterPath(OpenAPI.path)) { [document] _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
        }
        for route in routes {
            router.on(RouterPath(Self.root + route.path), method: route.method) { [gate] request, context in
                await gate.answer(request, context, by: route)
            }
        }
    }
}

/// A request of somebody whose token lives.
struct APICall: Sendable {
    let request: Request
    let context: AppContext
    let signedIn: SignedIn
    let words: Words

    /// As the engine is told; the session is the token's id.
    var caller: Caller { signedIn.caller }

    /// The query, percent sequences decoded.
    func query() throws -> FormFields {
        guard let fields = FormFields(parsing: (request.uri.query ?? "").utf8) else { throw APIFault.badRequest }
        return fields
    }

    /// A segment of the path, percent sequences decoded.
    func segment(_ name: String) throws -> String {
        guard let text = try context.parameters.require(name).removingPercentEncodingStrictly else {
            throw APIFault.notFound
        }
        return text
    }
}
