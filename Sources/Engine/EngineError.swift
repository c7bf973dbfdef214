public import Statecharts

/// Why a command was not done, in words that a person can act on.
public struct EngineError: Error, Sendable {
    /// Stable; the problem's `type` and the key of its text.
    public enum Code: String, Sendable, CaseIterable {
        case notFound = "not-found"
        case notAllowed = "not-allowed"
        case eventNotAllowed = "event-not-allowed"
        case revisionConflict = "revision-conflict"
        case formInvalid = "form-invalid"
        case refused = "refused"
        case alreadyOpen = "already-open"
        case keyReused = "key-reused"
        case inProgress = "in-progress"
        case catchingUp = "catching-up"
        case linkEnded = "link-ended"
        case linkForSomeoneElse = "link-for-someone-else"
        case stuck = "stuck"
        case storeFull = "store-full"
        case storeUnavailable = "store-unavailable"
        /// Nobody knows whether it was done; a repeat with the same key is safe and tells.
        case outcomeUnknown = "outcome-unknown"
        case overloaded = "overloaded"
        case definitionUnsupported = "definition-unsupported"
        /// Somebody who has not signed in yet would get more mails than an unknown address may (S-8).
        case tooManyMails = "too-many-mails"
        /// Somebody asks for more answers than one may have that not everybody gets (D-05).
        case tooManyLookUps = "too-many-look-ups"

        /// HTTP status by `commit.md` 1.
        public var status: Int {
            switch self {
            case .notFound: 404
            case .notAllowed, .linkForSomeoneElse: 403
            case .eventNotAllowed, .refused, .alreadyOpen, .inProgress, .linkEnded: 409
            case .revisionConflict: 412
            case .formInvalid, .keyReused: 422
            case .tooManyMails, .tooManyLookUps: 429
            case .catchingUp, .stuck, .storeFull, .storeUnavailable, .outcomeUnknown, .overloaded,
                .definitionUnsupported:
                503
            }
        }
    }

    /// What kind of refusal or fault.
    public var code: Code
    /// English, for API, log and command line; pages use `text`.
    public var message: String
    /// Faults of the form, or the field that a refusal names.
    public var fields: [FieldError]
    /// The definition's own text for it: workflow and key (`events.resend.errors.tooSoon`).
    public var text: TextReference?
    /// The events that the instance offers this caller now, for `event-not-allowed`; state and time of the last change.
    public var offered: [String]
    /// Sorted leaves, joined by a space.
    public var state: String?
    /// When it last changed.
    public var changedAt: Timestamp?
    /// The open instance for the same thing, for `already-open`; perhaps not the caller's to see.
    public var instance: InstanceID?
    /// Seconds after which a repeat makes sense.
    public var retryAfterSeconds: Int?
    /// Whether this is a stored answer to an earlier request with the same key.
    public var isReplay: Bool
    /// For the log, never for a person.
    public var underlying: (any Error)?

    /// Makes an error.
    public init(
        _ code: Code, _ message: String, fields: [FieldError] = [], text: TextReference? = nil, offered: [String] = [],
        state: String? = nil, changedAt: Timestamp? = nil, instance: InstanceID? = nil, retryAfterSeconds: Int? = nil,
        isReplay: Bool = false, underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.fields = fields
        self.text = text
        self.offered = offered
        self.state = state
        self.changedAt = changedAt
        self.instance = instance
        self.retryAfterSeconds = retryAfterSeconds
        self.isReplay = isReplay
        self.underlying = underlying
    }

    /// A refusal that names a field is the form's fault to the client (422), any other is 409.
    public var status: Int { code == .refused && !fields.isEmpty ? 422 : code.status }
}

/// Where the words of a refusal stand.
public struct TextReference: Hashable, Sendable, Codable {
    /// Folder of texts.
    public var workflow: String
    /// Key, as in `format.md` 11.
    public var key: String

    /// Makes a reference.
    public init(workflow: String, key: String) {
        self.workflow = workflow
        self.key = key
    }
}
