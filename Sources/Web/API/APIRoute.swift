import HTTPTypes
import Hummingbird

/// One address of the API: what answers there, and what `/openapi.json` tells of it.
struct APIRoute: Sendable {
    let method: HTTPRequest.Method
    /// Below `/api/v1`, with `:name` for a segment that varies.
    let path: String
    let operation: APIOperation
    let answer: @Sendable (APICall) async throws -> Response

    static func get(
        _ path: String, _ operation: APIOperation, use answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> APIRoute {
        APIRoute(method: .get, path: path, operation: operation, answer: answer)
    }

    static func post(
        _ path: String, _ operation: APIOperation, use answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> APIRoute {
        APIRoute(method: .post, path: path, operation: operation, answer: answer)
    }
}
