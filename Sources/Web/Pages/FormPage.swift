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

    /// Draws the form.
    ///
    /// - Parameters:
    ///   - further: fields that the answers brought up; the page says so.
    ///   - key: idempotency key; one that was sent stays, so that the corrected form is the same request.
    func draw(
        _ typed: TypedValues, errors: [FieldError] = [], further: [Field] = [], key: String? = nil,
        status: HTTPResponse.Status = .ok, _ request: Request, _ context: AppContext
    ) throws -> Response {
        let words = frame.words(context)
        let state = try state(typed, context)
        let shown = state.applicable
        let drawing = FormRendering(
            words: words, workflow: view.workflow, form: view.form?.name ?? view.event, event: view.event,
            typed: state.typed, errors: errors, suggested: TypedValues(view.values), document: document)
        let facts = profile.map { line -> PageValue in ["name": .text(line.name), "value": .text(line.value)] }
        let values: [String: PageValue] = [
            "action": .text(action), "key": .text(key ?? frame.freshKey()),
            "revision": .optional(revision.map { "\($0)" }), "shown": .list(shown.map { .text($0.name) }),
            "fields": .list(drawing.fields(shown)), "summary": drawing.summary(of: shown, key: frame.freshKey),
            "send": .text(send), "lead": .optional(lead), "confirm": .optional(confirm),
            "more": .optional(state.mayAskMore ? words.page("form.mayAskMore") : nil),
            "crumb": ["href": .text(crumb.href), "text": .text(crumb.text)], "profile": .section(facts),
            "evidence": EvidenceDrawing(words: words, workflow: view.workflow).rows(evidence),
        ]
        return frame.page(
            Page(
                template: "form", title: title, status: status,
                notice: further.isEmpty ? nil : words.page("form.asksMore", ["fields": drawing.labels(of: further)]),
                hasErrors: !errors.isEmpty, hasMainForm: true, returnPath: action, values: values), request, context)
    }

    /// What was typed, as the engine takes it; absent where the page has to ask more first.
    func data(_ context: AppContext) throws -> JSON? {
        let state = try state(TypedValues(context.fields), context)
        return state.further(than: context.fields.all("_shown")).isEmpty ? state.json : nil
    }

    /// Draws the form again with what is asked further, and with what was typed.
    func askMore(_ request: Request, _ context: AppContext) throws -> Response {
        let typed = TypedValues(context.fields)
        let further = try state(typed, context).further(than: context.fields.all("_shown"))
        return try draw(typed, further: further, key: context.fields["_key"], request, context)
    }

    /// Draws the form again with what is wrong; throws the refusal on where it is not about this form.
    func refused(_ error: EngineError, _ request: Request, _ context: AppContext) throws -> Response {
        var faults = error.fields
        if faults.isEmpty, error.code == .refused || error.code == .alreadyOpen {
            faults = [FieldError(field: nil, error: error.text?.key ?? "errors.\(error.code.rawValue)")]
        }
        guard !faults.isEmpty else { throw error }
        return try draw(
            TypedValues(context.fields), errors: faults, key: context.fields["_key"],
            status: HTTPResponse.Status(code: error.pageStatus), request, context)
    }

    private func state(_ typed: TypedValues, _ context: AppContext) throws -> FormState {
        guard let caller = context.caller else { throw PageFault.signInNeeded(next: LocalPath(action) ?? .home) }
        return FormState(
            view: view, typed: typed.completed(by: TypedValues(view.values)), context: self.context, caller: caller,
            now: frame.time.now)
    }
}
