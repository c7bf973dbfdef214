import HTTPTypes

/// Header fields that the server library has no names for.
enum HeaderNames {
    static let contentSecurityPolicy = name("Content-Security-Policy")
    static let contentTypeOptions = name("X-Content-Type-Options")
    static let referrerPolicy = name("Referrer-Policy")
    static let openerPolicy = name("Cross-Origin-Opener-Policy")
    static let resourcePolicy = name("Cross-Origin-Resource-Policy")
    static let transportSecurity = name("Strict-Transport-Security")
    static let fetchSite = name("Sec-Fetch-Site")
    static let forwarded = name("Forwarded")
    static let forwardedFor = name("X-Forwarded-For")
    static let forwardedHost = name("X-Forwarded-Host")
    static let idempotencyKey = name("Idempotency-Key")
    static let link = name("Link")
    static let idempotentReplayed = name("Idempotent-Replayed")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no header name") }
        return name
    }
}
