import HTTPTypes
import Hummingbird

/// Refuses what a page of somebody else sends (S-11): by `Sec-Fetch-Site`, else by `Origin`, and by each form's token.
struct FormGuard: RouterMiddleware {
    typealias Context = AppContext

    /// Name of the hidden field.
    static let field = "_token"

    let key: ServerKey
    /// Our own origin, as browsers write it.
    let origin: String

    func handle(
        _ request: Request, context: AppContext, next: Next
    ) async throws -> Response {
        let isSafe = [.get, .head, .options].contains(request.method)
        guard !isSafe, !request.isForAPI else { return try await next(request, context) }
        guard Self.isOwn(request.headers, origin: origin) else { throw PageFault.forgedForm }
        guard let binding = context.guest.binding, let token = context.fields[Self.field],
            key.isFormToken(token, for: binding)
        else { throw PageFault.forgedForm }
        return try await next(request, context)
    }

    /// Whether the headers speak for a page of our own: `none` is a person's own doing, such as a reload.
    static func isOwn(_ headers: HTTPFields, origin: String) -> Bool {
        if let site = headers[HeaderNames.fetchSite] { return site == "same-origin" || site == "none" }
        guard let sent = headers[.origin] else { return false }
        return sent.lowercased().utf8.elementsEqual(origin.lowercased().utf8)
    }
}
