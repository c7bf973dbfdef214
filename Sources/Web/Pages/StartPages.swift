import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// The form that begins a workflow: `/start/{workflow}`, filled from an earlier one by `?from=ID`.
struct StartPages: Sendable {
    let frame: PageFrame
    let engine: Engine
    let doors: Doors

    func addRoutes(to router: Router<AppContext>) {
        router.get("/start/:workflow", use: show)
        router.post("/start/:workflow", use: send)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let (page, caller) = try await page(request, context)
        let draft = Draft(
            sealed: frame.cookies.value(.draft, of: request), by: frame.key, path: page.action,
            person: caller.person?.email ?? "", now: frame.time.now)
        return try page.draw(draft?.typed ?? TypedValues(), request, context)
    }

    @Sendable func send(_ request: Request, _ context: AppContext) async throws -> Response {
        let (page, caller) = try await page(request, context)
        if let chosen = context.fields["_language"].flatMap(Language.init) {
            return try await redraw(page, in: chosen, request, context)
        }
        if context.fields["_go"] == "profile" { return leaveForProfile(page, caller, context) }
        let data: JSON
        switch try page.press(request, context) {
        case .drawn(let response): return response
        case .complete(let typed): data = typed
        }
        let command = Command(
            .start(workflow: page.view.workflow, event: page.view.event), data: data, caller: caller,
            key: context.requestKey(path: page.action))
        do {
            let answer = try await engine.send(command)
            var response = frame.redirect(to: Self.next(after: page.view.event, answer.instance))
            response.headers.append(.setCookie, frame.cookies.clear(.draft))
            return response
        } catch {
            if let open = await alreadyOpen(error, caller) {
                return frame.redirect(to: Self.next(after: page.view.event, open))
            }
            return try page.refused(error, request, context)
        }
    }

    /// What stands in the way, where the caller may see it: a second press leads where the first one did.
    private func alreadyOpen(_ error: EngineError, _ caller: Caller) async -> InstanceView? {
        guard error.code == .alreadyOpen, let id = error.instance else { return nil }
        return try? await engine.instance(id, as: caller)
    }

    /// Where a press leads: to the instance, or to the next steps where it ended with an account.
    static func next(after event: String, _ instance: InstanceView) -> String {
        if instance.isFinal, case .text(let account)? = instance.output["account"] {
            return "/next-steps?account=\(account.percentEncoded)"
        }
        return "/instances/\(instance.id)?done=\(event.percentEncoded)"
    }

    static func path(_ workflow: String) -> String { "/start/\(workflow.percentEncoded)" }

    private func page(_ request: Request, _ context: AppContext) async throws -> (FormPage, Caller) {
        let workflow = try context.parameters.require("workflow")
        let action = Self.path(workflow)
        guard let caller = context.caller, let person = context.guest.signedIn?.person else {
            throw PageFault.signInNeeded(next: LocalPath(request.uri.string) ?? LocalPath(action) ?? .home)
        }
        let from = request.uri.queryParameters["from"].map { InstanceID(String($0)) }
        let view = try await engine.startForm(workflow, again: from, as: caller)
        let words = frame.words(context)
        let definition = engine.definition(workflow)
        var defaults: Record = [:]
        for field in definition?.context ?? [] { defaults[field.name] = field.defaultValue }
        let page = FormPage(
            frame: frame, view: view, context: defaults, action: action,
            title: (definition?.title).map(words.title) ?? workflow,
            send: words.event(view.event, of: workflow),
            crumb: MessagePage.Action(text: words.page("home.title"), href: "/"),
            profile: ProfileLines(words: words).short(person))
        return (page, caller)
    }

    private func redraw(
        _ page: FormPage, in language: Language, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        var context = context
        context.language = language
        try await doors.remember(language, of: context.guest, now: frame.time.now)
        let (again, _) = try await self.page(request, context)
        var response = try again.draw(
            TypedValues(context.fields), step: context.fields["_page"], key: context.fields["_key"], request, context)
        response.headers.append(.setCookie, frame.cookies.set(.language, to: language.rawValue, seconds: 31_536_000))
        return response
    }

    /// What was typed waits in a sealed cookie.
    private func leaveForProfile(_ page: FormPage, _ caller: Caller, _ context: AppContext) -> Response {
        let now = frame.time.now
        let draft = Draft(
            path: page.action, person: caller.person?.email ?? "", typed: TypedValues(context.fields))
        var response = frame.redirect(to: "/profile?return=\(page.action.percentEncoded)")
        if let sealed = draft.sealed(by: frame.key, now: now) {
            let seconds = Int(Limits.draft.microseconds / 1_000_000)
            response.headers.append(.setCookie, frame.cookies.set(.draft, to: sealed, seconds: seconds))
        }
        return response
    }
}
