import Statecharts

/// A sign-in that was begun, sealed in the page's address: the bound address stays hidden where only its short form is shown.
struct SignInState: Hashable, Sendable {
    /// Address that the code went to.
    var address: String
    /// The address as pages may name it.
    var shown: String
    /// Where the person goes on after signing in.
    var next: LocalPath

    private static let purpose = "sign-in"

    init(address: String, shown: String, next: LocalPath) {
        self.address = address
        self.shown = shown
        self.next = next
    }

    /// Reads a sealed state; absent for anything forged or older than an hour.
    init?(sealed: String, by key: ServerKey, now: Timestamp) {
        guard let text = key.open(sealed, for: Self.purpose, now: now) else { return nil }
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let next = LocalPath(parts[2]) else { return nil }
        self.init(address: parts[0], shown: parts[1], next: next)
    }

    func sealed(by key: ServerKey, now: Timestamp) throws -> String {
        let lines = [address, shown, next.text].map { $0.filter { !$0.isNewline } }
        return try key.seal(lines.joined(separator: "\n"), for: Self.purpose, until: now.adding(.hours(1)))
    }
}
