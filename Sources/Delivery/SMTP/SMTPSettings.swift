import Foundation

/// Which mail server takes our mails, and how much it is asked to do at once.
public struct SMTPSettings: Sendable, Equatable {
    /// Why the settings cannot be used.
    public struct Invalid: Error, CustomStringConvertible {
        /// What is wrong and what to write instead.
        public let description: String
    }

    /// How the way there is protected.
    public enum Protection: Sendable, Equatable {
        /// In the clear until `STARTTLS`, which must come before anything else.
        case startTLS
        /// TLS from the first byte.
        case tls
        /// None; to this machine only.
        case none
    }

    /// Name or address, without brackets.
    public var host: String
    /// Where it listens.
    public var port: Int
    /// How the way there is protected.
    public var protection: Protection
    /// Who we are there; absent where nobody is asked.
    public var user: String?
    /// Never part of a text or a log.
    public var password: String?
    /// Certificates to trust in place of the system's.
    public var caFile: String?
    /// Connections at most.
    public var connections = 8
    /// Milliseconds until the connection stands.
    public var connectTimeout = 10_000
    /// Milliseconds until each answer comes.
    public var answerTimeout = 45_000
    /// Milliseconds for a whole message, well below the lease of an outbox row.
    public var messageTimeout = 60_000

    /// Reads `smtp://user@host:587`, `smtps://…`, or `smtp://127.0.0.1:1025?tls=off`.
    public init(url: String, password: String? = nil, caFile: String? = nil) throws(Invalid) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, scheme == "smtp" || scheme == "smtps",
            let name = parts.host, Self.isName(Self.bare(name)), parts.path.isEmpty || parts.path == "/",
            parts.fragment == nil
        else {
            throw Invalid(
                description: "the mail server's URL must read smtp://user@relay.example:587 (STARTTLS) or "
                    + "smtps://user@relay.example:465 (TLS)")
        }
        guard parts.password == nil else {
            throw Invalid(
                description: "the mail server's URL must not hold the password, which everybody could read; give it "
                    + "by GENKAN_SMTP_PASSWORD or GENKAN_SMTP_PASSWORD_FILE")
        }
        host = Self.bare(name)
        protection = try Self.protection(scheme, query: parts.query, host: host)
        port = parts.port ?? (scheme == "smtps" ? 465 : 587)
        guard (1...65535).contains(port) else {
            throw Invalid(description: "the mail server's port must be a number from 1 to 65535")
        }
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        self.password = user == nil ? nil : password
        self.caFile = caFile
        try requirePassword()
    }

    private func requirePassword() throws(Invalid) {
        guard let user else { return }
        guard let password, !password.isEmpty else {
            throw Invalid(
                description: "the mail server's user has no password; give it by GENKAN_SMTP_PASSWORD or "
                    + "GENKAN_SMTP_PASSWORD_FILE, or leave the user out of the URL")
        }
        guard protection != .none else {
            throw Invalid(description: "a password does not go over an open line; leave ?tls=off or the user out")
        }
        guard (user + password).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Invalid(description: "the mail server's user and password must hold no line end or control character")
        }
    }

    private static func protection(_ scheme: String, query: String?, host: String) throws(Invalid) -> Protection {
        guard let query else { return scheme == "smtps" ? .tls : .startTLS }
        guard query == "tls=off", scheme == "smtp" else {
            throw Invalid(description: "behind the ? of the mail server's URL may stand tls=off, with smtp:// only")
        }
        guard host == "localhost" || host == "::1" || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil else {
            throw Invalid(description: "mails leave this machine by TLS only: leave ?tls=off out, or name 127.0.0.1")
        }
        return .none
    }

    private static func bare(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    private static func isName(_ host: String) -> Bool { host.wholeMatch(of: /[A-Za-z0-9._:\-]{1,253}/) != nil }

    /// What libcurl is told; the path is the name by which we greet.
    func address(greetingAs name: String) -> String {
        let place = host.contains(":") ? "[\(host)]" : host
        return "\(protection == .tls ? "smtps" : "smtp")://\(place):\(port)/\(Self.isName(name) ? name : "localhost")"
    }
}
