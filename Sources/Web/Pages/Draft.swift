import Foundation
import Statecharts

/// Typed values that wait, sealed in the browser's own cookie, while the person updates the profile (AC-03).
struct Draft: Hashable, Sendable, Codable {
    /// Page to which the values belong.
    var path: String
    /// Whose they are; nobody else's page shows them.
    var person: String
    /// The values.
    var typed: TypedValues

    private static let purpose = "draft"

    /// The cookie's value; absent where the values are too long for one.
    func sealed(by key: ServerKey, now: Timestamp) -> String? {
        guard let json = try? JSONEncoder().encode(self),
            let text = try? key.seal(
                String(decoding: json, as: UTF8.self), for: Self.purpose, until: now.adding(Limits.draft)),
            text.utf8.count <= Limits.cookieBytes
        else { return nil }
        return text
    }

    /// Reads a cookie back, for this page and person only.
    init?(sealed: String?, by key: ServerKey, path: String, person: String, now: Timestamp) {
        guard let sealed, let text = key.open(sealed, for: Self.purpose, now: now),
            let draft = try? JSONDecoder().decode(Draft.self, from: Data(text.utf8)),
            draft.path == path, draft.person == person
        else { return nil }
        self = draft
    }

    init(path: String, person: String, typed: TypedValues) {
        self.path = path
        self.person = person
        self.typed = typed
    }
}
