import Engine

/// The browser in front of us, and the person in it.
struct Guest: Sendable {
    /// A person with a session.
    struct SignedIn: Sendable {
        /// The person with all verified addresses.
        var person: DirectoryPerson
        /// Opaque id of the session, never its secret.
        var session: String
    }

    /// Absent while nobody is signed in.
    var signedIn: SignedIn?
    /// The random name of this browser, from its own cookie; absent at its first visit.
    var browser: String?
    /// Whether the session could not be read because the store did not answer.
    var isUnknown = false

    /// Somebody's first visit.
    static let stranger = Guest()

    /// What form tokens are bound to: the session, or the browser before there is one.
    var binding: String? { signedIn.map { "session:\($0.session)" } ?? browser.map { "browser:\($0)" } }

    /// The person, where somebody is signed in.
    var person: DirectoryPerson? { signedIn?.person }
}
