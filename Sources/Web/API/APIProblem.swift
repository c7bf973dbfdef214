import Engine

/// A problem that an address of the API may answer with: its type, without `/problems/`, and its status.
struct APIProblem: Hashable {
    let code: String
    let status: Int

    private init(code: String, status: Int) {
        self.code = code
        self.status = status
    }

    private init(_ fault: APIFault) { self.init(code: fault.code, status: fault.status) }

    /// What every address may answer.
    static let ofAll: [APIProblem] =
        [
            APIProblem(.unauthorized(isTokenSent: false)), APIProblem(.tokenInQuery), APIProblem(.unknownParameter),
            APIProblem(.badRequest), APIProblem(.tooManyRequests), APIProblem(code: "internal-error", status: 500),
        ] + engine(.anything)

    /// What an address answers where there is no such thing, or not for the caller.
    static let notFound = APIProblem(.notFound)

    /// What starts and events answer besides.
    static let ofCommands: [APIProblem] =
        [
            APIProblem(.unsupportedMediaType), APIProblem(.tooLarge), APIProblem(code: "malformed-json", status: 400),
            APIProblem(.invalidHeader(name: "", hint: "")), APIProblem(.body([])),
            // with a field at fault; without one it is 409
            APIProblem(code: EngineError.Code.refused.rawValue, status: APIFault.body([]).status),
        ] + engine(.command)

    private static func engine(_ origin: EngineError.Code.Origin) -> [APIProblem] {
        EngineError.Code.allCases.filter { $0.origin == origin }.map {
            APIProblem(code: $0.rawValue, status: $0.status)
        }
    }
}

extension EngineError.Code {
    /// What may end so.
    fileprivate enum Origin { case anything, command, link }

    fileprivate var origin: Origin {
        switch self {
        case .storeUnavailable, .overloaded, .definitionUnsupported, .stuck: .anything
        case .notFound, .notAllowed, .eventNotAllowed, .revisionConflict, .formInvalid, .refused, .alreadyOpen,
            .keyReused, .inProgress, .catchingUp, .storeFull, .outcomeUnknown, .tooManyMails,
            .tooManyLookUps:
            .command
        // links are opened by pages only
        case .linkEnded, .linkForSomeoneElse: .link
        }
    }
}
