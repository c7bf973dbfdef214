import Engine
import HTTPTypes
import Hummingbird
import Logging
import Onboarding
import Statecharts
import Storage

/// Answers every error, in one place: pages for people, and for `/api` whatever the API says.
struct ErrorPages: RouterMiddleware {
    typealias Context = AppContext

    let frame: PageFrame
    /// Answers errors below `/api`.
    let api: APIMount?
    /// Every path with its methods, for 405.
    let routes: RouteList

    func handle(_ request: Request, context: AppContext, next: Next) async throws -> Response {
        do {
            if let fault = context.guest.fault { throw fault }
            return try await next(request, context)
        } catch {
            let known = known(error, request)
            if request.isForAPI, let api { return api.answer(known, request, context) }
            return answer(known, request, context)
        }
    }

    /// The router's own errors in our words: 404, or 405 where the path exists for another method.
    private func known(_ error: any Error, _ request: Request) -> any Error {
        if error is DatabaseError { return Engine.fault(error) }
        guard let error = error as? HTTPError else { return error }
        switch error.status {
        case .notFound:
            let allowed = routes.methods(of: request.uri.path)
            return allowed.isEmpty ? PageFault.notFound : PageFault.methodNotAllowed(allowed: allowed)
        case .contentTooLarge: return PageFault.tooLarge
        case .badRequest: return PageFault.unreadable
        default: return error
        }
    }

    private func answer(_ error: any Error, _ request: Request, _ context: AppContext) -> Response {
        switch error {
        case let fault as PageFault: answer(fault, request, context)
        case let error as EngineError: answer(error, request, context)
        default: unexpected(error, request, context)
        }
    }

    private func answer(_ fault: PageFault, _ request: Request, _ context: AppContext) -> Response {
        let words = frame.words(context)
        switch fault {
        case .signInNeeded(let next): return frame.redirect(to: "/sign-in?next=\(next.text.percentEncoded)")
        case .notFound: return message("notFound", 404, words, request, context)
        case .methodNotAllowed(let allowed):
            var response = message("methodNotAllowed", 405, words, request, context)
            response.headers[.allow] = allowed.joined(separator: ", ")
            return response
        case .forgedForm: return message("forgedForm", 403, words, request, context)
        case .tooLarge: return message("tooLarge", 413, words, request, context)
        case .unsupportedMediaType: return message("unreadable", 415, words, request, context)
        case .unreadable: return message("unreadable", 400, words, request, context)
        case .tooManyRequests:
            var response = message("tooManyRequests", 429, words, request, context)
            response.headers[.retryAfter] = "1"
            return response
        }
    }

    private func message(
        _ name: String, _ status: Int, _ words: Words, _ request: Request, _ context: AppContext
    ) -> Response {
        let page = MessagePage(
            title: words.page("error.\(name).title"), paragraphs: [words.page("error.\(name).text")],
            status: HTTPResponse.Status(code: status), actions: [ways(words, context)])
        return frame.page(page.page, request, context)
    }

    /// Engine refusals that no page has answered at its form.
    private func answer(_ error: EngineError, _ request: Request, _ context: AppContext) -> Response {
        let words = frame.words(context)
        if error.code == .notFound, context.guest.signedIn == nil, request.method == .get,
            let next = LocalPath(request.uri.string)
        {
            return frame.redirect(to: "/sign-in?next=\(next.text.percentEncoded)")
        }
        let seconds = ["seconds": "\(error.retryAfterSeconds ?? 1)"]
        let own = error.text.flatMap { words.text($0.key, of: $0.workflow) }
        let common = words.text("errors.\(error.code.rawValue)", of: TextCatalog.common, seconds)
        var page = MessagePage(
            title: words.page("error.engine.\(error.code.rawValue)"), paragraphs: [own ?? common].compactMap(\.self),
            status: HTTPResponse.Status(code: error.pageStatus),
            actions: [ways(words, context)], requestID: error.status >= 500 ? context.requestID : nil)
        if error.code == .notFound, let person = context.guest.signedIn?.person, request.method == .get,
            let next = LocalPath(request.uri.string)
        {
            // It may be somebody else's, of whom nothing is said: one may be here in the wrong session (U-14).
            page.paragraphs.insert(words.page("link.signedInAs", ["email": person.email]), at: 0)
            page.presses = [.switching(to: next.text, words)]
        }
        if error.status >= 500 {
            let cause = String(describing: error.underlying)
            context.logger.error("\(error.code.rawValue): \(error.message)", metadata: ["cause": "\(cause)"])
        }
        var response = frame.page(page.page, request, context)
        if let seconds = error.retryAfterSeconds { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }

    private func unexpected(_ error: any Error, _ request: Request, _ context: AppContext) -> Response {
        context.logger.error("unexpected: \(type(of: error))", metadata: ["cause": "\(error)"])
        let words = frame.words(context)
        let page = MessagePage(
            title: words.page("error.unexpected.title"), paragraphs: [words.page("error.unexpected.text")],
            status: .internalServerError, actions: [ways(words, context)], requestID: context.requestID)
        return frame.page(page.page, request, context)
    }

    private func ways(_ words: Words, _ context: AppContext) -> MessagePage.Action {
        context.guest.signedIn == nil
            ? MessagePage.Action(text: words.page("signIn.title"), href: "/sign-in")
            : MessagePage.Action(text: words.page("home.title"), href: "/")
    }
}

extension EngineError {
    /// Status on pages: a precondition is a page's own matter, so its conflict is 409 (`commit.md` 1).
    var pageStatus: Int { code == .revisionConflict ? 409 : status }
}
