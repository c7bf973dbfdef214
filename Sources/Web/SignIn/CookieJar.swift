import Hummingbird

/// The names and attributes of our cookies, in one place (S-10).
struct CookieJar: Sendable {
    /// What a cookie is for.
    enum Use: String, CaseIterable, Sendable {
        /// Session of a signed-in person.
        case session = "genkan"
        /// Random name of the browser, before there is a session.
        case browser = "genkan-browser"
        /// Language that the switch chose.
        case language = "genkan-language"
        /// Link of a mail, sealed, while its page is open.
        case link = "genkan-link"
        /// Typed values, sealed, while the person updates the profile.
        case draft = "genkan-draft"
    }

    private let isSecure: Bool

    init(isSecure: Bool) { self.isSecure = isSecure }

    /// `__Host-genkan` by https, `genkan` on loopback http, where the prefix would not be taken.
    func name(_ use: Use) -> String { (isSecure ? "__Host-" : "") + use.rawValue }

    /// The value that came with the request.
    func value(_ use: Use, of request: Request) -> String? {
        let name = name(use)
        for header in request.headers[values: .cookie] {
            for part in header.split(separator: ";") {
                let halves = part.split(separator: "=", maxSplits: 1)
                if halves.count == 2, halves[0].trimmingSpaces.utf8.elementsEqual(name.utf8) {
                    return halves[1].trimmingSpaces
                }
            }
        }
        return nil
    }

    /// A `Set-Cookie` value; lives until the browser closes without `seconds`.
    func set(_ use: Use, to value: String, seconds: Int? = nil) -> String {
        var text = "\(name(use))=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let seconds { text += "; Max-Age=\(seconds)" }
        if isSecure { text += "; Secure" }
        return text
    }

    /// A `Set-Cookie` value that takes the cookie away.
    func clear(_ use: Use) -> String { set(use, to: "", seconds: 0) }
}
