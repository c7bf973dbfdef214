import Engine
import Onboarding

/// The browser in front of us, and the person in it.
struct Guest: Sendable {
    /// Absent while nobody is signed in.
    var signedIn: SignedIn?
    /// What this browser keeps so that a sign-in code works in it alone; absent where it takes no cookies.
    var browser: BrowserSecret?
    /// Why the session could not be read.
    var fault: EngineError?

    /// Somebody's first visit.
    static let stranger = Guest()

    /// What form tokens are bound to: the session, or the browser before there is one.
    var binding: String? { signedIn.map { "session:\($0.session)" } ?? browser.map { "browser:\($0.cookie)" } }
}
