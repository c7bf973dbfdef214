import Engine
import Hummingbird
import Logging

/// Names each request and writes one line about it, without secrets: no query, no body, no link's secret (S-4).
struct RequestLog: RouterMiddleware {
    typealias Context = AppContext

    /// Draws the request's name.
    let random: @Sendable (_ bytes: Int) -> [UInt8]

    func handle(
        _ request: Request, context: AppContext, next: Next
    ) async throws -> Response {
        var context = context
        context.requestID = Hex.encode(random(6))
        context.logger[metadataKey: "request"] = "\(context.requestID)"
        let response = try await next(request, context)
        context.logger.info("\(request.method.rawValue) \(Self.masked(request.uri.path)) \(response.status.code)")
        return response
    }

    /// The path with everything hidden that opens something.
    static func masked(_ path: String) -> String { path.hasPrefix("/l/") ? "/l/…" : path }
}
