/// Why somebody was not signed in, or got no code.
///
/// None of them tells whether the address belongs to a person (S-7).
public enum SignInRefusal: Error, Sendable, Hashable {
    /// That is no e-mail address.
    case notAnAddress
    /// The code is not the one of the newest mail.
    case wrong(triesLeft: Int)
    /// The code ran out, was used, or was replaced by a newer one.
    case expired
    /// Five wrong answers; only a new code helps.
    case tooManyTries
    /// This browser did not ask for a code for this address.
    case otherBrowser
    /// Five codes within an hour; the next one is possible then.
    case tooManyCodes(retryAfterSeconds: Int)

    /// A stable name, as texts and the security log have it.
    public var name: String {
        switch self {
        case .notAnAddress: "notAnEmail"
        case .wrong: "wrongCode"
        case .expired: "codeExpired"
        case .tooManyTries: "tooManyTries"
        case .otherBrowser: "otherBrowser"
        case .tooManyCodes: "tooManyCodes"
        }
    }
}
