import Engine
import Hummingbird
import Onboarding

extension AppContext {
    /// The person who is signed in, or the way to sign in and back to this page.
    func signedIn(_ request: Request) throws -> (person: SignedIn, caller: Caller) {
        guard let signedIn = guest.signedIn, let caller else {
            let back = request.method == .get ? LocalPath(request.uri.string) : nil
            throw PageFault.signInNeeded(next: back ?? .home)
        }
        return (signedIn, caller)
    }

    /// The key that the page drew for its form, which makes a second click harmless.
    func requestKey(path: String) -> RequestKey? {
        guard let key = fields["_key"], (1...255).contains(key.utf8.count) else { return nil }
        return RequestKey(method: "POST", path: path, key: key)
    }
}
