import HTTPTypes
import Hummingbird

/// The headers that every answer bears (S-4, S-24); a page that needs a stricter policy has set its own already.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = AppContext

    /// Nothing but our own style sheet and our own forms; there are no scripts.
    static let policy = """
        default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; \
        base-uri 'none'
        """

    /// Whether browsers reach us by https only.
    let isSecure: Bool

    func handle(
        _ request: Request, context: AppContext, next: Next
    ) async throws -> Response {
        var response = try await next(request, context)
        add(HeaderNames.contentSecurityPolicy, Self.policy, to: &response)
        add(HeaderNames.contentTypeOptions, "nosniff", to: &response)
        add(HeaderNames.referrerPolicy, "no-referrer", to: &response)
        add(HeaderNames.openerPolicy, "same-origin", to: &response)
        add(HeaderNames.resourcePolicy, "same-origin", to: &response)
        add(.cacheControl, "no-store", to: &response)
        if isSecure { add(HeaderNames.transportSecurity, "max-age=31536000; includeSubDomains", to: &response) }
        return response
    }

    private func add(_ name: HTTPField.Name, _ value: String, to response: inout Response) {
        if response.headers[name] == nil { response.headers[name] = value }
    }
}
