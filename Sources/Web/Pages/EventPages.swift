import Engine
import HTTPTypes
import Hummingbird
import Statecharts

/// The form of one event of one instance: `/instances/{id}/events/{event}`.
struct EventPages: Sendable {
    let frame: PageFrame
    let engine: Engine
    let doors: Doors

    func addRoutes(to router: Router<AppContext>) {
        router.get("/instances/:id/events/:event", use: show)
        router.post("/instances/:id/events/:event", use: send)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        do {
            return try await page(request, context).page.draw(TypedValues(), request, context)
        } catch let error as EngineError {
            return try moved(error, request, context)
        }
    }

    @Sendable func send(_ request: Request, _ context: AppContext) async throws -> Response {
        do {
            return try await taken(request, context)
        } catch let error as EngineError {
            return try moved(error, request, context)
        }
    }

    private func taken(_ request: Request, _ context: AppContext) async throws -> Response {
        if let chosen = context.fields["_language"].flatMap(Language.init) {
            return try await redraw(in: chosen, request, context)
        }
        let (_, caller) = try context.signedIn(request)
        let id = InstanceID(try context.parameters.require("id"))
        let event = try context.parameters.require("event")
        let path = Self.path(id, event)
        // The repeat of a press that was taken finds its answer although the form is offered no more.
        let page = try? await self.page(request, context).page
        let data: JSON
        switch try page?.press(request, context) {
        case .drawn(let response): return response
        case .complete(let typed): data = typed
        case nil: data = try await repeated(id, event, caller, context)
        }
        let command = Command(
            .event(id, event), data: data, caller: caller, key: context.requestKey(path: path),
            ifRevision: context.fields["_revision"].flatMap { Int64($0) })
        do {
            let answer = try await engine.send(command)
            return frame.redirect(to: StartPages.next(after: event, answer.instance))
        } catch {
            guard let page else { throw error }
            return try page.refused(error, request, context)
        }
    }

    static func path(_ id: InstanceID, _ event: String) -> String {
        "/instances/\(id.text.percentEncoded)/events/\(event.percentEncoded)"
    }

    private func page(_ request: Request, _ context: AppContext) async throws -> (page: FormPage, caller: Caller) {
        let (_, caller) = try context.signedIn(request)
        let id = InstanceID(try context.parameters.require("id"))
        let event = try context.parameters.require("event")
        let instance = try await engine.instance(id, as: caller)
        let view = try await engine.form(event, of: id, as: caller)
        let words = frame.words(context)
        let turn = instance.turns.first { $0.isCallers }
        let help = turn.flatMap { words.text("states.\($0.state).task.\($0.role).help", of: view.workflow) }
        let isTask = turn != nil && view.form?.items.contains { $0.field.name == "textHash" } == true
        let label = words.event(event, of: view.workflow)
        let page = FormPage(
            frame: frame, view: view, context: instance.context, action: Self.path(id, event), title: label,
            send: label, lead: isTask ? help : nil, confirm: words.text("events.\(event).confirm", of: view.workflow),
            crumb: MessagePage.Action(
                text: "\(words.title(instance.title)) \(instance.reference)", href: "/instances/\(id)"),
            revision: instance.revision, document: document(view, context), evidence: instance.evidence)
        return (page, caller)
    }

    /// What was typed into a form that the instance does not offer any more, read as the page had shown it.
    private func repeated(
        _ id: InstanceID, _ event: String, _ caller: Caller, _ context: AppContext
    ) async throws -> JSON {
        let instance = try await engine.instance(id, as: caller)
        let definition = engine.definition(instance.workflow, version: instance.version)
        guard let form = definition?.events(named: event).compactMap(\.form).first else { return .object([]) }
        return FormDecoding(form, applicable: Set(context.fields.all("_shown"))).json(TypedValues(context.fields))
    }

    /// The exact text whose hash the form carries.
    private func document(_ view: FormView, _ context: AppContext) -> String? {
        guard case .text(let hash)? = view.values["textHash"] else { return nil }
        return doors.agreementText(hash: hash, language: context.language, vendor: frame.settings.vendorName)
    }

    private func redraw(in language: Language, _ request: Request, _ context: AppContext) async throws -> Response {
        var context = context
        context.language = language
        try await doors.remember(language, of: context.guest, now: frame.time.now)
        let page = try await page(request, context).page
        var response = try page.draw(
            TypedValues(context.fields), step: context.fields["_page"], key: context.fields["_key"], request, context)
        response.headers.append(.setCookie, frame.cookies.set(.language, to: language.rawValue, seconds: 31_536_000))
        return response
    }

    /// The instance has moved on, or it is somebody else's turn: says so, and leads to the request itself.
    private func moved(_ error: EngineError, _ request: Request, _ context: AppContext) throws -> Response {
        switch error.code {
        case .eventNotAllowed, .revisionConflict, .linkEnded, .refused, .alreadyOpen, .notAllowed, .inProgress:
            break
        case .notFound, .formInvalid, .keyReused, .catchingUp, .linkForSomeoneElse, .stuck, .storeFull,
            .storeUnavailable, .outcomeUnknown, .overloaded, .definitionUnsupported, .tooManyMails, .tooManyLookUps:
            throw error
        }
        let words = frame.words(context)
        let id = InstanceID(try context.parameters.require("id"))
        let own = error.text.flatMap { words.text($0.key, of: $0.workflow) }
        let common = words.text("errors.\(error.code.rawValue)", of: TextCatalog.common)
        let page = MessagePage(
            title: words.page("error.engine.\(error.code.rawValue)"),
            paragraphs: [own ?? common].compactMap(\.self), status: HTTPResponse.Status(code: error.pageStatus),
            actions: [MessagePage.Action(text: words.page("error.toRequest"), href: "/instances/\(id)")])
        return frame.page(page.page, request, context)
    }
}
