import HTTPTypes
import Hummingbird
import Statecharts

extension Response {
    /// An answer in canonical JSON.
    static func json(
        _ body: JSON, status: HTTPResponse.Status = .ok, type: String = "application/json",
        headers: HTTPFields = [:], in language: Language
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.contentLanguage] = language.rawValue
        headers[.vary] = "Accept-Language, Authorization"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.canonical)))
    }
}
