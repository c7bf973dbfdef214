import Engine
import HTTPTypes
import Hummingbird
import Logging
import Onboarding
import Statecharts

/// What stands before every route: the bearer token (S-15), the language, and the answer to whatever is thrown behind.
struct APIGate: Sendable {
    let tokens: APITokens
    let texts: TextCatalog
    let time: any TimeSource

    func answer(_ request: Request, _ context: AppContext, by route: APIRoute) async -> Response {
        let header = request.headers[.acceptLanguage]
        var language = Language(accepting: header ?? "")
        do {
            try refuseQuery(of: request, but: route.operation.query)
            let signedIn = try await signedIn(request)
            // A header says what this client reads now; the profile speaks where a program sends none.
            if header == nil, let own = signedIn.person.profile.language.flatMap(Language.init(rawValue:)) {
                language = own
            }
            let words = Words(texts, in: language)
            return try await route.answer(
                APICall(request: request, context: context, signedIn: signedIn, words: words))
        } catch {
            return problem(error, language, context)
        }
    }

    /// The answer to an error; faults of ours are logged with their cause, which no answer tells.
    func problem(_ error: any Error, _ language: Language, _ context: AppContext) -> Response {
        var problem = ProblemDetails(answering: error, in: Words(texts, in: language))
        if problem.status >= 500 {
            let cause = (error as? EngineError)?.underlying.map { "\($0)" } ?? "\(error)"
            context.logger.error("\(problem.code)", metadata: ["cause": "\(cause)"])
            problem.members.append(("request", .string(context.requestID)))
        }
        return problem.response(in: language)
    }

    /// Refuses names that the address does not take; a token is told apart, because it is known to logs by now.
    private func refuseQuery(of request: Request, but known: Set<String>) throws {
        guard let query = request.uri.query, !query.isEmpty else { return }
        let names = ["access_token", "token", "bearer", "authorization", "api_key"]
        let isToken = query.split(separator: "&").contains { part in
            let name = part.prefix { $0 != "=" }.lowercased()
            return names.contains(name) || part.contains("gk_")
        }
        if isToken { throw APIFault.tokenInQuery }
        let fields = FormFields(parsing: query.utf8)
        guard let fields, fields.pairs.allSatisfy({ known.contains($0.name) }) else { throw APIFault.unknownParameter }
    }

    private func signedIn(_ request: Request) async throws -> SignedIn {
        guard let header = request.headers[.authorization] else { throw APIFault.unauthorized(isTokenSent: false) }
        guard let signedIn = try await tokens.signedIn(byHeader: header, now: time.now) else {
            throw APIFault.unauthorized(isTokenSent: true)
        }
        return signedIn
    }
}
