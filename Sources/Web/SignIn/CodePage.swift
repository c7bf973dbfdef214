import HTTPTypes
import Statecharts

/// The page that takes a mailed code: to sign in, or to prove an address of one's own profile.
struct CodePage {
    var title: String
    /// Where the code is posted.
    var action: String
    /// Where a new code is asked for.
    var resendAction: String
    /// The button's word.
    var enter: String
    /// Where another address is typed.
    var otherAddress: String
    var returnPath: String

    func page(
        _ state: SignInState, _ sealed: String, _ fault: FieldError?, _ status: HTTPResponse.Status, notice: String?,
        _ words: Words
    ) -> Page {
        let field = Field(name: "code", type: .text(TextBounds(max: 20)))
        let drawing = FormRendering(
            words: words, workflow: TextCatalog.common, form: "signIn", event: "signIn", typed: TypedValues(),
            errors: fault.map { [$0] } ?? [])
        let values: [String: PageValue] = [
            "state": .text(sealed), "summary": drawing.summary(of: [field]),
            "codeFault": .optional(fault.map(drawing.text(of:))),
            "sentTo": .text(words.page("signIn.sentTo", ["email": state.shown])), "action": .text(action),
            "resendAction": .text(resendAction), "enter": .text(enter), "otherAddress": .text(otherAddress),
        ]
        return Page(
            template: "sign-in-code", title: title, status: status, notice: notice, hasErrors: fault != nil,
            returnPath: returnPath, values: values)
    }
}
