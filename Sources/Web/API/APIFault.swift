import Hummingbird
import Statecharts

/// Why the API does not pass a request on to the engine.
enum APIFault: Error {
    /// No token, or none that lives.
    case unauthorized(isTokenSent: Bool)
    /// A token stands in the address.
    case tokenInQuery
    /// The address has a query.
    case unknownParameter
    /// There is no such thing, or not for this person.
    case notFound
    /// The address takes other methods only.
    case methodNotAllowed([String])
    /// The body is no JSON, or compressed.
    case unsupportedMediaType
    /// The body is over the limit.
    case tooLarge
    /// The body is not JSON that we take.
    case malformedJSON(JSONError)
    /// A header that the API reads is malformed; `hint` names a text that says how it should be.
    case invalidHeader(name: String, hint: String)
    /// Members of the body beside the form's own fields are at fault.
    case body([BodyFault])
    /// What the server library could not read.
    case badRequest
    /// The caller has more requests under way than one may have.
    case tooManyRequests

    /// A member at fault.
    struct BodyFault: Hashable {
        /// JSON Pointer into the body.
        var pointer: String
        /// Which of the built-in errors.
        var error: BuiltInError
        /// Numbers for its text.
        var values: [String: String] = [:]
    }

    /// Stable; the problem's `type`.
    var code: String {
        switch self {
        case .unauthorized: "unauthorized"
        case .tokenInQuery: "token-in-query"
        case .unknownParameter: "unknown-parameter"
        case .notFound: "not-found"
        case .methodNotAllowed: "method-not-allowed"
        case .unsupportedMediaType: "unsupported-media-type"
        case .tooLarge: "too-large"
        case .malformedJSON: "malformed-json"
        case .invalidHeader: "invalid-header"
        case .body: "form-invalid"
        case .badRequest: "bad-request"
        case .tooManyRequests: "too-many-requests"
        }
    }

    /// HTTP status.
    var status: Int {
        switch self {
        case .unauthorized: 401
        case .tokenInQuery, .unknownParameter, .malformedJSON, .invalidHeader, .badRequest: 400
        case .notFound: 404
        case .methodNotAllowed: 405
        case .unsupportedMediaType: 415
        case .tooLarge: 413
        case .body: 422
        case .tooManyRequests: 429
        }
    }

    /// The page's faults in the API's terms.
    init(_ fault: PageFault) {
        switch fault {
        case .notFound: self = .notFound
        case .methodNotAllowed(let allowed): self = .methodNotAllowed(allowed)
        // Cookies and forms open nothing here, so what they lack is a token.
        case .forgedForm, .signInNeeded: self = .unauthorized(isTokenSent: false)
        case .tooLarge: self = .tooLarge
        case .unsupportedMediaType: self = .unsupportedMediaType
        case .unreadable: self = .badRequest
        case .tooManyRequests: self = .tooManyRequests
        }
    }

    /// The server library's own errors; absent for one that is a fault of ours.
    init?(_ error: HTTPError) {
        switch error.status.code {
        case 404: self = .notFound
        case 405: self = .methodNotAllowed([])
        case 413: self = .tooLarge
        case 415: self = .unsupportedMediaType
        case 400..<500: self = .badRequest
        default: return nil
        }
    }
}
