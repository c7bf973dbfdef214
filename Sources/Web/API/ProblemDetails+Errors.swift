import Engine
import HTTPTypes
import Hummingbird
import Statecharts
import Storage

extension ProblemDetails {
    /// The answer to anything that is thrown below `/api`.
    init(answering error: any Error, in words: Words) {
        switch error {
        case let error as EngineError: self.init(error, in: words)
        case let fault as APIFault: self.init(fault, in: words)
        case let fault as PageFault: self.init(APIFault(fault), in: words)
        case is DatabaseError: self.init(Engine.fault(error), in: words)
        case let error as HTTPError:
            guard let fault = APIFault(error) else { fallthrough }
            self.init(fault, in: words)
        default: self.init(code: "internal-error", status: 500, in: words)
        }
    }

    private init(code: String, status: Int, values: [String: String] = [:], own: String? = nil, in words: Words) {
        let common = { (key: String) in words.text(key, of: TextCatalog.common, values) }
        self.init(
            code: code, status: status, title: common("api.\(code).title") ?? code,
            detail: own ?? common("api.\(code).detail") ?? common("errors.\(code)") ?? code)
    }

    private init(_ error: EngineError, in words: Words) {
        let seconds = ["seconds": "\(error.retryAfterSeconds ?? 1)"]
        self.init(
            code: error.code.rawValue, status: error.status, values: seconds,
            own: error.text.flatMap { words.text($0.key, of: $0.workflow) }, in: words)
        headers[.retryAfter] = error.retryAfterSeconds.map(String.init)
        if error.isReplay { headers[HeaderNames.idempotentReplayed] = "true" }
        switch error.code {
        case .eventNotAllowed:
            members = Self.whereItStands(error)
            members.append(("events", .array(error.offered.map(JSON.string))))
        case .revisionConflict, .linkEnded:
            members = Self.whereItStands(error)
        case .formInvalid, .refused:
            errors = error.fields.map { Fault($0, of: error, in: words) }
        case .notFound, .notAllowed, .alreadyOpen, .keyReused, .inProgress, .catchingUp, .linkForSomeoneElse, .stuck,
            .storeFull, .storeUnavailable, .outcomeUnknown, .overloaded, .definitionUnsupported, .tooManyMails,
            .tooManyLookUps:
            break
        }
    }

    private init(_ fault: APIFault, in words: Words) {
        var values: [String: String] = [:]
        switch fault {
        case .tooLarge: values["max"] = "\(Limits.bodyBytes)"
        case .malformedJSON(let error):
            values = ["offset": "\(error.offset)", "reason": error.message]
        case .invalidHeader(let name, let hint):
            values["name"] = name
            values["hint"] = words.text("api.hints.\(hint)", of: TextCatalog.common) ?? ""
        case .unauthorized, .tokenInQuery, .unknownParameter, .notFound, .methodNotAllowed, .unsupportedMediaType,
            .body, .badRequest, .tooManyRequests:
            break
        }
        self.init(code: fault.code, status: fault.status, values: values, in: words)
        switch fault {
        case .unauthorized(let isTokenSent):
            headers[.wwwAuthenticate] = "Bearer realm=\"genkan\"" + (isTokenSent ? ", error=\"invalid_token\"" : "")
        case .methodNotAllowed(let allowed): headers[.allow] = allowed.joined(separator: ", ")
        case .malformedJSON(let error): members = [("offset", .integer(Int64(error.offset)))]
        case .body(let faults): errors = faults.map { Fault($0, in: words) }
        case .tooManyRequests: headers[.retryAfter] = "1"
        case .tokenInQuery, .unknownParameter, .notFound, .unsupportedMediaType, .tooLarge, .invalidHeader, .badRequest:
            break
        }
    }

    private static func whereItStands(_ error: EngineError) -> [(name: String, value: JSON)] {
        var members: [(name: String, value: JSON)] = []
        if let state = error.state { members.append(("state", .string(state))) }
        if let at = error.changedAt { members.append(("changedAt", .string(at.iso8601))) }
        return members
    }
}

extension ProblemDetails.Fault {
    /// A fault that the engine found in `data`; its words are the form's own, else those of the built-in errors.
    fileprivate init(_ fault: FieldError, of error: EngineError, in words: Words) {
        let workflow = error.text?.workflow ?? TextCatalog.common
        let refusal = error.code == .refused ? error.text.flatMap { words.text($0.key, of: workflow) } : nil
        let values = words.shown(fault.values)
        let own = error.text.flatMap { words.text("\($0.key).errors.\(fault.error)", of: workflow, values) }
        let builtIn = words.text("fields.\(fault.error)", of: workflow, values)
        self.init(
            pointer: Self.pointer(to: fault.field), code: fault.error,
            detail: refusal ?? own ?? builtIn ?? fault.error, offer: fault.offer)
    }

    fileprivate init(_ fault: APIFault.BodyFault, in words: Words) {
        let code = fault.error.rawValue
        let text = words.text("fields.\(code)", of: TextCatalog.common, fault.values)
        self.init(pointer: fault.pointer, code: code, detail: text ?? code)
    }

    /// `headquarters.city` stands at `/data/headquarters/city`; a fault of the whole form at `/data`.
    private static func pointer(to field: String?) -> String {
        let names = field?.split(separator: ".", omittingEmptySubsequences: false).map(String.init) ?? []
        return JSONPointer.text(["data"] + names)
    }
}

/// Places in a JSON text by RFC 6901.
enum JSONPointer {
    /// The pointer through these names and numbers; empty for the whole text.
    static func text(_ names: [String]) -> String {
        names.map { name in
            var escaped = "/"
            for scalar in name.unicodeScalars {
                switch scalar {
                case "~": escaped += "~0"
                case "/": escaped += "~1"
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return escaped
        }.joined()
    }
}
