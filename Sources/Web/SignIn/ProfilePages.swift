import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// A person's own profile; `return` leads back to the form that needed it.
struct ProfilePages: Sendable {
    let frame: PageFrame
    let doors: Doors

    func addRoutes(to router: Router<AppContext>) {
        router.get("/profile", use: show)
        router.post("/profile", use: save)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let (signedIn, _) = try context.signedIn(request)
        let query = FormFields(parsing: (request.uri.query ?? "").utf8) ?? FormFields()
        var typed = TypedValues(signedIn.person.profile.formValues)
        typed = typed.completed(by: TypedValues(["language": .text(context.language.rawValue)]))
        let notice = ["saved", "added", "primary"].first { query[$0] != nil }
            .map { frame.words(context).page("profile.notice.\($0)") }
        return draw(typed, signedIn, back: LocalPath(query["return"]), [], notice: notice, request, context)
    }

    @Sendable func save(_ request: Request, _ context: AppContext) async throws -> Response {
        let (signedIn, _) = try context.signedIn(request)
        let back = LocalPath(context.fields["return"])
        var typed = context.fields
        typed.pairs.removeAll { $0.name == "return" }
        if let chosen = context.fields["_language"].flatMap(Language.init) {
            var context = context
            context.language = chosen
            try await doors.remember(chosen, of: context.guest, now: frame.time.now)
            return draw(TypedValues(typed), signedIn, back: back, [], notice: nil, request, context)
        }
        let applicable = Set(Profile.form.items.map(\.field.name))
        let data = FormDecoding(Profile.form, applicable: applicable).json(TypedValues(typed))
        do {
            _ = try await doors.people.update(signedIn.person.id, reading: data, now: frame.time.now)
            return frame.redirect(to: back?.text ?? "/profile?saved=1")
        } catch let faults as FormErrors {
            return draw(TypedValues(typed), signedIn, back: back, faults.errors, notice: nil, request, context)
        }
    }

    private func draw(
        _ typed: TypedValues, _ signedIn: SignedIn, back: LocalPath?, _ errors: [FieldError], notice: String?,
        _ request: Request, _ context: AppContext
    ) -> Response {
        let words = frame.words(context)
        let fields = Profile.form.items.map(\.field)
        let drawing = FormRendering(
            words: words, workflow: TextCatalog.common, form: Profile.form.name, event: Profile.form.name, typed: typed,
            errors: errors)
        let sections = Self.sections(words.language).map { section -> PageValue in
            let own = section.names.compactMap { name in fields.first { $0.name == name } }
            return ["heading": .text(words.page("profile.\(section.heading)")), "fields": .list(drawing.fields(own))]
        }
        let addresses = signedIn.person.addresses.map { address -> PageValue in
            [
                "email": .text(address.email.text), "isPrimary": .flag(address.isPrimary),
                "canBePrimary": .flag(!address.isPrimary),
            ]
        }
        let values: [String: PageValue] = [
            "sections": .list(sections), "summary": drawing.summary(of: fields), "addresses": .list(addresses),
            "returns": .flag(back != nil), "return": .text(back?.text ?? ""), "cancel": .text(back?.text ?? "/"),
        ]
        return frame.page(
            Page(
                template: "profile", title: words.page("profile.title"),
                status: errors.isEmpty ? .ok : .unprocessableContent, notice: notice, hasErrors: !errors.isEmpty,
                hasMainForm: true, returnPath: "/profile", values: values),
            request, context)
    }

    /// Family name first in Japanese (U-19).
    private static func sections(_ language: Language) -> [(heading: String, names: [String])] {
        let names = language == .ja ? ["lastName", "firstName"] : ["firstName", "lastName"]
        return [
            ("personal", names + ["preferredName", "phone"]), ("company", ["company", "companyAddress"]),
            ("settings", ["language", "timeZone"]),
        ]
    }
}
