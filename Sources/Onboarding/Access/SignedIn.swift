public import Engine

/// Somebody who is signed in, by a session or by an API token.
public struct SignedIn: Sendable, Hashable {
    /// Who.
    public var person: Person
    /// Opaque id of the session, or of the token; never its secret.
    public var session: String

    /// Makes a value.
    public init(person: Person, session: String) {
        self.person = person
        self.session = session
    }

    /// As the engine is told.
    public var caller: Caller { .person(person.directoryPerson, session: session) }
}

/// A session just begun.
///
/// The secret is told here and nowhere else.
public struct NewSession: Sendable {
    /// For the cookie.
    public var secret: SessionSecret
    /// Who signed in.
    public var signedIn: SignedIn
}
