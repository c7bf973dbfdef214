import HTTPTypes
import Hummingbird

/// The style sheet, and what load balancers ask.
struct StaticRoutes: Sendable {
    let frame: PageFrame
    /// Why requests are not welcome; absent when they are.
    let notReady: @Sendable () -> String?

    func addRoutes(to router: Router<AppContext>) {
        router.get("/assets/:file", use: styleSheet)
        router.get("/health/live") { _, _ in Self.text("live\n", .ok) }
        router.get("/health/ready") { _, _ in
            guard let reason = notReady() else { return Self.text("ready\n", .ok) }
            var response = Self.text("not ready: \(reason)\n", .serviceUnavailable)
            response.headers[.retryAfter] = "5"
            return response
        }
    }

    /// Kept by browsers for a year, because its address changes with its content.
    @Sendable func styleSheet(_ request: Request, _ context: AppContext) async throws -> Response {
        guard request.uri.path == frame.styleSheetPath else { throw PageFault.notFound }
        let headers: HTTPFields = [
            .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable",
        ]
        let body = ResponseBody(byteBuffer: ByteBuffer(bytes: frame.templates.styleSheet))
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func text(_ text: String, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
