import Engine
import HTTPTypes
import Hummingbird
import Statecharts

/// The page of one form, of a start or of an event: draws it, and reads what was sent.
struct FormPage: Sendable {
    let frame: PageFrame
    let view: FormView
    /// Context of the instance; for a start its defaults.
    let context: Record
    /// Where the form is sent to, without query.
    let action: String
    /// Heading, main button, words before the fields and above the button.
    let title: String
    let send: String
    var lead: String?
    var confirm: String?
    /// The way back.
    let crumb: MessagePage.Action
    /// Revision that the page was drawn at; absent for a start.
    var revision: Int64?
    /// The person's own data, on forms that begin something.
    var profile: [(name: String, value: String)] = []
    /// The text behind a `textHash`.
    var document: String?
    /// What the turn shows to whoever answers it.
    var evidence: [Evidence] = []

    /// Draws the form, or one of its pages.
    ///
    /// - Parameters:
    ///   - step: name of the page; the first one without.
    ///   - further: fields that the answers brought up; the page says so.
    ///   - key: idempotency key; one that was sent stays, so that the corrected form is the same request.
    func draw(
        _ typed: TypedValues, step: String? = nil, errors: [FieldError] = [], further: [Field] = [],
        key: String? = nil, status: HTTPResponse.Status = .ok, _ request: Request, _ context: AppContext
    ) throws -> Response {
        let words = frame.words(context)
        let state = try state(typed, context)
        let steps = FormSteps(state.steps, at: step)
        let shown = state.fields(on: steps.page)
        let names = Set(shown.map(\.name))
        let drawing = FormRendering(
            words: words, workflow: view.workflow, form: view.form?.name ?? view.event, event: view.event,
            typed: state.typed, errors: errors, suggested: TypedValues(view.values), document: document)
        let facts = profile.map { line -> PageValue in ["name": .text(line.name), "value": .text(line.value)] }
        let others = (view.form?.pages ?? []).filter { $0.name != steps.page?.name }.flatMap(\.fields)
        let seen = context.fields.all("_shown").filter(others.contains)
        var values: [String: PageValue] = [
            "action": .text(action), "key": .text(key ?? frame.freshKey()),
            "revision": .optional(revision.map { "\($0)" }),
            "shown": .list((shown.map(\.name) + seen).map { .text($0) }),
            "fields": .list(drawing.fields(shown)), "summary": drawing.summary(of: shown, key: frame.freshKey),
            "send": .text(steps.isLast ? send : words.page("form.next")), "lead": .optional(lead),
            "confirm": .optional(steps.isLast ? confirm : nil),
            "more": .optional(state.mayAskMore(on: steps.page) ? words.page("form.mayAskMore") : nil),
            "crumb": ["href": .text(crumb.href), "text": .text(crumb.text)],
            "profile": .section(steps.isFirst || !errors.isEmpty ? facts : []),
            "evidence": EvidenceDrawing(words: words, workflow: view.workflow).rows(evidence),
        ]
        let isStepped = steps.page != nil
        values["step"] = steps.values(words, workflow: view.workflow, form: view.form?.name ?? view.event)
        values["kept"] = .list(
            isStepped ? typed.pairs(except: names).map { ["path": .text($0), "text": .text($1)] } : [])
        values["given"] = isStepped && steps.isLast ? drawing.answers(before: steps, of: state) : false
        return frame.page(
            Page(
                template: "form", title: title, status: status,
                notice: further.isEmpty ? nil : words.page("form.asksMore", ["fields": drawing.labels(of: further)]),
                hasErrors: !errors.isEmpty, hasMainForm: true, returnPath: action, values: values), request, context)
    }

    /// What a press comes to: another page, or this one again, or everything that was typed, as the engine takes it.
    enum Press {
        case drawn(Response)
        case complete(JSON)
    }

    /// Reads what was sent: to the page before or after, to further questions, or complete.
    ///
    /// A form that comes without the name of a page has everything at once.
    func press(_ request: Request, _ context: AppContext) throws -> Press {
        let typed = TypedValues(context.fields)
        let state = try state(typed, context)
        let shown = context.fields.all("_shown")
        let key = context.fields["_key"]
        let steps = FormSteps(state.steps, at: context.fields["_page"])
        guard context.fields["_page"] != nil, let page = steps.page else {
            let further = state.further(than: shown)
            if further.isEmpty { return .complete(state.json) }
            return .drawn(try draw(typed, further: further, key: key, request, context))
        }
        if context.fields["_go"] == "back" {
            return .drawn(try draw(typed, step: steps.previous?.name, key: key, request, context))
        }
        let further = state.further(than: shown).filter { page.fields.contains($0.name) && !state.isTold($0) }
        if !further.isEmpty {
            return .drawn(try draw(typed, step: page.name, further: further, key: key, request, context))
        }
        let faults = state.faults(upTo: steps.index, of: steps.pages)
        if !faults.isEmpty {
            return .drawn(try draw(faults, typed, steps, .unprocessableContent, request, context))
        }
        if let next = steps.next {
            return .drawn(try draw(typed, step: next.name, key: key, request, context))
        }
        return .complete(state.json)
    }

    /// Draws the form again with what is wrong; throws the refusal on where it is not about this form.
    func refused(_ error: EngineError, _ request: Request, _ context: AppContext) throws -> Response {
        var faults = error.fields
        if faults.isEmpty, error.code == .refused || error.code == .alreadyOpen {
            faults = [FieldError(field: nil, error: error.text?.key ?? "errors.\(error.code.rawValue)")]
        }
        guard !faults.isEmpty else { throw error }
        let typed = TypedValues(context.fields)
        let steps = FormSteps(try state(typed, context).steps, at: context.fields["_page"])
        return try draw(faults, typed, steps, HTTPResponse.Status(code: error.pageStatus), request, context)
    }

    /// Draws the first page at which something is wrong, else the one that was sent.
    private func draw(
        _ faults: [FieldError], _ typed: TypedValues, _ steps: FormSteps, _ status: HTTPResponse.Status,
        _ request: Request, _ context: AppContext
    ) throws -> Response {
        let names = Set(faults.compactMap { $0.field.map { String($0.prefix { $0 != "." }) } })
        let page = steps.pages.first { $0.fields.contains(where: names.contains) } ?? steps.page
        return try draw(
            typed, step: page?.name, errors: faults, key: context.fields["_key"], status: status, request, context)
    }

    private func state(_ typed: TypedValues, _ context: AppContext) throws -> FormState {
        guard let caller = context.caller else { throw PageFault.signInNeeded(next: LocalPath(action) ?? .home) }
        return FormState(
            view: view, typed: typed.completed(by: TypedValues(view.values)), context: self.context, caller: caller,
            now: frame.time.now)
    }
}
