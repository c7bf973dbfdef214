import HTTPTypes
import Hummingbird

/// Reads the body of a form, at most 64 KiB, and gives its fields to whoever answers.
struct FormReader: RouterMiddleware {
    typealias Context = AppContext

    func handle(
        _ request: Request, context: AppContext, next: Next
    ) async throws -> Response {
        guard request.method == .post, !request.isForAPI else { return try await next(request, context) }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Limits.bodyBytes {
            throw PageFault.tooLarge
        }
        let kind = request.headers[.contentType]?.prefix { $0 != ";" }.trimmingSpaces.lowercased()
        guard kind == "application/x-www-form-urlencoded" else { throw PageFault.unsupportedMediaType }
        var request = request
        var context = context
        let body: ByteBuffer
        do { body = try await request.collectBody(upTo: Limits.bodyBytes) } catch { throw PageFault.tooLarge }
        guard let fields = FormFields(parsing: body.readableBytesView) else { throw PageFault.unreadable }
        context.fields = fields
        return try await next(request, context)
    }
}

extension Request {
    /// Whether programs are spoken to here, by their own rules.
    var isForAPI: Bool { uri.path == "/api" || uri.path.hasPrefix("/api/") }
}
