import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// Signing in by a mailed code (S-5, S-6), signing out, and the language switch.
struct SignInPages: Sendable {
    let frame: PageFrame
    let doors: Doors

    func addRoutes(to router: Router<AppContext>) {
        router.get("/sign-in", use: show)
        router.post("/sign-in", use: request)
        router.get("/sign-in/code", use: showCode)
        router.post("/sign-in/code", use: complete)
        router.post("/sign-in/resend", use: resend)
        router.post("/sign-out", use: signOut)
        router.post("/language", use: switchLanguage)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = FormFields(parsing: (request.uri.query ?? "").utf8) ?? FormFields()
        let next = LocalPath(query["next"])
        if context.guest.signedIn != nil { return frame.redirect(to: (next ?? .home).text) }
        return drawAddress(TypedValues(), next: next, nil, request, context)
    }

    @Sendable func request(_ request: Request, _ context: AppContext) async throws -> Response {
        let next = LocalPath(context.fields["next"])
        let typed = TypedValues(context.fields)
        if let chosen = context.fields["_language"].flatMap(Language.init) {
            var context = context
            context.language = chosen
            var response = drawAddress(typed, next: next, nil, request, context)
            response.headers.append(.setCookie, frame.cookies.set(.language, to: chosen.rawValue, seconds: 31_536_000))
            return response
        }
        let address = context.fields["email"] ?? ""
        do {
            return try await begin(address: address, shown: address.trimmed, next: next ?? .home, request, context)
        } catch let refusal as SignInRefusal {
            return drawAddress(typed, next: next, refusal, request, context)
        }
    }

    /// Mails a code and leads to the page that takes it.
    ///
    /// - Parameter shown: the address as the page may name it; shortened where the person did not type it.
    func begin(
        address: String, shown: String, next: LocalPath, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        guard let browser = context.guest.browser else { throw PageFault.forgedForm }
        let now = frame.time.now
        do {
            try await doors.signIn.requestCode(
                for: address, browser: browser, visitor: context.visitor(request),
                language: context.language.rawValue, now: now)
        } catch SignInRefusal.tooManyCodes(let seconds) where shown != address.trimmed {
            return tooMany(seconds, request, context)
        }
        let state = try SignInState(address: address, shown: shown, next: next).sealed(by: frame.key, now: now)
        return frame.redirect(to: "/sign-in/code?state=\(state)")
    }

    @Sendable func showCode(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = FormFields(parsing: (request.uri.query ?? "").utf8) ?? FormFields()
        guard let sealed = query["state"], let state = SignInState(sealed: sealed, by: frame.key, now: frame.time.now)
        else { return frame.redirect(to: "/sign-in") }
        if context.guest.signedIn != nil { return frame.redirect(to: state.next.text) }
        let notice = query["sent"] == nil ? nil : frame.words(context).page("signIn.resent")
        return drawCode(state, sealed, nil, notice: notice, request, context)
    }

    @Sendable func complete(_ request: Request, _ context: AppContext) async throws -> Response {
        let now = frame.time.now
        guard let sealed = context.fields["state"], let browser = context.guest.browser,
            let state = SignInState(sealed: sealed, by: frame.key, now: now)
        else { return frame.redirect(to: "/sign-in") }
        do {
            let session = try await doors.signIn.complete(
                context.fields["code"] ?? "", for: state.address, browser: browser, visitor: context.visitor(request),
                now: now)
            var response = frame.redirect(to: state.next.text)
            let seconds = Int(Session.Lifetime.customer.absolute.microseconds / 1_000_000)
            response.headers.append(
                .setCookie, frame.cookies.set(.session, to: session.secret.cookie, seconds: seconds))
            return response
        } catch let refusal as SignInRefusal {
            return drawCode(state, sealed, refusal, notice: nil, request, context)
        }
    }

    @Sendable func resend(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let sealed = context.fields["state"],
            let state = SignInState(sealed: sealed, by: frame.key, now: frame.time.now)
        else { return frame.redirect(to: "/sign-in") }
        do {
            var response = try await begin(
                address: state.address, shown: state.shown, next: state.next, request, context)
            if let path = response.headers[.location] { response.headers[.location] = "\(path)&sent=1" }
            return response
        } catch let refusal as SignInRefusal {
            return drawCode(state, sealed, refusal, notice: nil, request, context)
        }
    }

    @Sendable func signOut(_ request: Request, _ context: AppContext) async throws -> Response {
        if let cookie = frame.cookies.value(.session, of: request), let secret = SessionSecret(cookie: cookie) {
            try await doors.sessions.end(secret)
        }
        let next = LocalPath(context.fields["next"])
        var response = frame.redirect(to: next.map { "/sign-in?next=\($0.text.percentEncoded)" } ?? "/")
        if next?.text == "/link" { response.headers[.location] = "/link" }
        response.headers.append(.setCookie, frame.cookies.clear(.session))
        response.headers.append(.setCookie, frame.cookies.clear(.draft))
        return response
    }

    @Sendable func switchLanguage(_ request: Request, _ context: AppContext) async throws -> Response {
        var response = frame.redirect(to: (LocalPath(context.fields["next"]) ?? .home).text)
        guard let language = context.fields["language"].flatMap(Language.init) else { return response }
        try await doors.remember(language, of: context.guest, now: frame.time.now)
        response.headers.append(.setCookie, frame.cookies.set(.language, to: language.rawValue, seconds: 31_536_000))
        return response
    }

    private func drawAddress(
        _ typed: TypedValues, next: LocalPath?, _ refusal: SignInRefusal?, _ request: Request, _ context: AppContext
    ) -> Response {
        let words = frame.words(context)
        let field = Field(name: "email", type: .email)
        let errors = refusal.map { [$0.fault(at: "email")] } ?? []
        let drawing = FormRendering(
            words: words, workflow: TextCatalog.common, form: "signIn", event: "signIn", typed: typed, errors: errors)
        let values: [String: PageValue] = [
            "fields": .list(drawing.fields([field])), "summary": drawing.summary(of: [field]),
            "next": .text(next?.text ?? "/"),
        ]
        return frame.page(
            Page(
                template: "sign-in", title: words.page("signIn.title"), status: refusal?.status ?? .ok,
                hasErrors: refusal != nil, hasMainForm: true, returnPath: "/sign-in", values: values), request, context)
    }

    private func drawCode(
        _ state: SignInState, _ sealed: String, _ refusal: SignInRefusal?, notice: String?, _ request: Request,
        _ context: AppContext
    ) -> Response {
        let words = frame.words(context)
        let page = CodePage(
            title: words.page("signIn.codeTitle"), action: "/sign-in/code", resendAction: "/sign-in/resend",
            enter: words.page("signIn.enter"), otherAddress: "/sign-in?next=\(state.next.text.percentEncoded)",
            returnPath: "/sign-in")
        let fault = refusal.map { $0.fault(at: "code") }
        return frame.page(
            page.page(state, sealed, fault, refusal?.status ?? .ok, notice: notice, words), request, context)
    }

    private func tooMany(_ seconds: Int, _ request: Request, _ context: AppContext) -> Response {
        let words = frame.words(context)
        let fault = SignInRefusal.tooManyCodes(retryAfterSeconds: seconds).fault(at: nil)
        let page = MessagePage(
            title: words.page("signIn.title"),
            paragraphs: [words.text("forms.signIn.errors.\(fault.error)", of: TextCatalog.common, fault.values) ?? ""],
            status: .tooManyRequests, actions: [MessagePage.Action(text: words.page("home.title"), href: "/")])
        return frame.page(page.page, request, context)
    }
}

extension AppContext {
    /// Where the request came from, for mails and the list of sessions.
    func visitor(_ request: Request) -> Visitor {
        Visitor(browser: request.headers[.userAgent] ?? "", address: remoteAddress)
    }
}

extension SignInRefusal {
    /// The refusal as a fault of a form, with its numbers.
    func fault(at field: String?) -> FieldError {
        switch self {
        case .wrong(let left): FieldError(field: field, error: name, values: ["count": "\(left)"])
        case .tooManyCodes(let seconds):
            FieldError(field: field, error: name, values: ["minutes": "\((seconds + 59) / 60)"])
        case .notAnAddress, .expired, .tooManyTries, .otherBrowser: FieldError(field: field, error: name)
        }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .tooManyCodes: .tooManyRequests
        case .notAnAddress, .wrong, .expired, .tooManyTries, .otherBrowser: .unprocessableContent
        }
    }
}
