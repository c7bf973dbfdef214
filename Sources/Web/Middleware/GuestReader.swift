import Engine
import HTTPTypes
import Hummingbird
import Logging
import Onboarding

/// Finds out who asks and in which language: the profile's, else the switch's, else the browser's (U-17).
struct GuestReader: RouterMiddleware {
    typealias Context = AppContext

    let sessions: Sessions
    let cookies: CookieJar
    let time: any TimeSource
    let random: @Sendable (_ bytes: Int) -> [UInt8]

    func handle(_ request: Request, context: AppContext, next: Next) async throws -> Response {
        guard !request.isForAPI, !request.uri.path.hasPrefix("/health/") else {
            return try await next(request, context)
        }
        var context = context
        do {
            context.guest.signedIn = try await signedIn(request)
        } catch {
            context.logger.error("sessions cannot be read", metadata: ["cause": "\(error)"])
            context.guest.fault = Engine.fault(error)
        }
        context.guest.browser = cookies.value(.browser, of: request).flatMap { BrowserSecret(cookie: $0) }
        context.language = language(request, context.guest)
        let isNew = context.guest.browser == nil && request.method == .get
        if isNew { context.guest.browser = BrowserSecret(random: random) }
        var response = try await next(request, context)
        if isNew, let browser = context.guest.browser, response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.headers.append(
                .setCookie, cookies.set(.browser, to: browser.cookie, seconds: Limits.browserSeconds))
        }
        return response
    }

    private func signedIn(_ request: Request) async throws -> SignedIn? {
        guard let cookie = cookies.value(.session, of: request), let secret = SessionSecret(cookie: cookie) else {
            return nil
        }
        return try await sessions.signedIn(by: secret, now: time.now)
    }

    private func language(_ request: Request, _ guest: Guest) -> Language {
        guest.signedIn?.person.profile.language.flatMap(Language.init(rawValue:))
            ?? cookies.value(.language, of: request).flatMap(Language.init(rawValue:))
            ?? Language(accepting: request.headers[.acceptLanguage] ?? "")
    }
}
