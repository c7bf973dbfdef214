import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// The addresses of one's own profile: adding one by a mailed code, and choosing the primary one (D-63).
struct AddressPages: Sendable {
    let frame: PageFrame
    let doors: Doors
    let engine: Engine

    func addRoutes(to router: Router<AppContext>) {
        router.post("/profile/addresses", use: begin)
        router.get("/profile/addresses/code", use: showCode)
        router.post("/profile/addresses/code", use: add)
        router.post("/profile/addresses/primary", use: makePrimary)
    }

    /// Mails a code to the address, or a new one where a page that takes it is open.
    @Sendable func begin(_ request: Request, _ context: AppContext) async throws -> Response {
        _ = try context.signedIn(request)
        guard let browser = context.guest.browser else { throw PageFault.forgedForm }
        let now = frame.time.now
        let again = context.fields["state"].flatMap { SignInState(sealed: $0, by: frame.key, now: now) }
        let typed = again?.address ?? context.fields["email"]?.trimmed ?? ""
        let state = SignInState(address: typed, shown: typed, next: Self.profile)
        do {
            try await doors.signIn.requestCode(
                for: typed, browser: browser, visitor: context.visitor(request), language: context.language.rawValue,
                now: now)
        } catch let refusal as SignInRefusal {
            if again != nil { return drawCode(state, refusal.fault(at: "code"), refusal.status, nil, request, context) }
            return refuse(refusal.fault(at: nil), refusal.status, request, context)
        }
        let sealed = try state.sealed(by: frame.key, now: now)
        return frame.redirect(to: "/profile/addresses/code?state=\(sealed)\(again == nil ? "" : "&sent=1")")
    }

    @Sendable func showCode(_ request: Request, _ context: AppContext) async throws -> Response {
        _ = try context.signedIn(request)
        let query = FormFields(parsing: (request.uri.query ?? "").utf8) ?? FormFields()
        guard let state = query["state"].flatMap({ SignInState(sealed: $0, by: frame.key, now: frame.time.now) })
        else { return frame.redirect(to: Self.profile.text) }
        let notice = query["sent"] == nil ? nil : frame.words(context).page("signIn.resent")
        return drawCode(state, nil, .ok, notice, request, context)
    }

    @Sendable func add(_ request: Request, _ context: AppContext) async throws -> Response {
        let (signedIn, _) = try context.signedIn(request)
        let now = frame.time.now
        guard let browser = context.guest.browser,
            let state = context.fields["state"].flatMap({ SignInState(sealed: $0, by: frame.key, now: now) })
        else { return frame.redirect(to: Self.profile.text) }
        do {
            try await doors.addresses.add(
                context.fields["code"] ?? "", for: state.address, to: signedIn.person.id, browser: browser, now: now)
        } catch let refusal as SignInRefusal {
            return drawCode(state, refusal.fault(at: "code"), refusal.status, nil, request, context)
        } catch OwnAddresses.Refusal.othersAddress {
            return refuse(
                FieldError(field: nil, error: "othersAddress", values: ["email": state.address]),
                .unprocessableContent, request, context)
        }
        return frame.redirect(to: "/profile?added=1")
    }

    @Sendable func makePrimary(_ request: Request, _ context: AppContext) async throws -> Response {
        let (signedIn, caller) = try context.signedIn(request)
        let waiting = try await engine.tasks(of: caller).map { task in
            "\(frame.words(context).title(task.title)) (\(task.reference))"
        }
        let isChanged = try await doors.addresses.makePrimary(
            context.fields["email"] ?? "", of: signedIn.person, waiting: waiting, language: context.language.rawValue,
            now: frame.time.now)
        return frame.redirect(to: isChanged ? "/profile?primary=1" : Self.profile.text)
    }

    private static let profile = LocalPath.profile

    private func drawCode(
        _ state: SignInState, _ fault: FieldError?, _ status: HTTPResponse.Status, _ notice: String?,
        _ request: Request, _ context: AppContext
    ) -> Response {
        let words = frame.words(context)
        let sealed = (try? state.sealed(by: frame.key, now: frame.time.now)) ?? ""
        let page = CodePage(
            title: words.page("profile.proveAddress"), action: "/profile/addresses/code",
            resendAction: "/profile/addresses", enter: words.page("profile.addAddress"),
            otherAddress: Self.profile.text, returnPath: Self.profile.text)
        return frame.page(page.page(state, sealed, fault, status, notice: notice, words), request, context)
    }

    private func refuse(
        _ fault: FieldError, _ status: HTTPResponse.Status, _ request: Request, _ context: AppContext
    ) -> Response {
        let words = frame.words(context)
        let text = words.text("forms.signIn.errors.\(fault.error)", of: TextCatalog.common, fault.values)
        let page = MessagePage(
            title: words.page("profile.addresses"), paragraphs: [text ?? words.page("profile.notAnAddress")],
            status: status,
            actions: [MessagePage.Action(text: words.page("profile.title"), href: Self.profile.text)])
        return frame.page(page.page, request, context)
    }
}
