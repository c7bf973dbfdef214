import Crypto
import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// What every page needs: settings, words, templates, time, and the frame around each page's own content.
struct PageFrame: Sendable {
    let settings: WebSettings
    let texts: TextCatalog
    let templates: PageTemplates
    let key: ServerKey
    let time: any TimeSource
    let random: @Sendable (_ bytes: Int) -> [UInt8]
    let cookies: CookieJar
    /// Address of the style sheet; changes with its content.
    let styleSheetPath: String
    /// The words of templates, which are the same for every page.
    private let trees: [Language: PageValue]

    init(
        settings: WebSettings, texts: TextCatalog, templates: PageTemplates, key: ServerKey, time: any TimeSource,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8]
    ) {
        self.settings = settings
        self.texts = texts
        self.templates = templates
        self.key = key
        self.time = time
        self.random = random
        trees = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, Words(texts, in: $0).tree) })
        cookies = CookieJar(isSecure: settings.isSecure)
        let hash = Hex.encode(SHA256.hash(data: templates.styleSheet).prefix(6))
        styleSheetPath = "/assets/genkan-\(hash).css"
    }

    /// The words of a request's language.
    func words(_ context: AppContext) -> Words { Words(texts, in: context.language) }

    /// A page as it leaves.
    func page(_ page: Page, _ request: Request, _ context: AppContext) -> Response {
        var values = frame(page, request, context)
        for (name, value) in page.values { values[name] = value }
        guard let html = templates.render(page.template, .object(values)) else {
            preconditionFailure("no template '\(page.template)'")
        }
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        headers[.contentLanguage] = context.language.rawValue
        headers[.vary] = "Accept-Language, Cookie"
        let body = ResponseBody(byteBuffer: ByteBuffer(string: html))
        return Response(status: page.status, headers: headers, body: body)
    }

    /// 303 to a page of our own: the answer to every press (`commit.md` 9).
    func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }

    /// A fresh idempotency key for a form.
    func freshKey() -> String { Base64URL.encode(random(16)) }

    private func frame(_ page: Page, _ request: Request, _ context: AppContext) -> [String: PageValue] {
        let words = words(context)
        let person = context.guest.signedIn?.person
        let path = LocalPath(request.method == .get ? request.uri.string : page.returnPath) ?? .home
        return [
            "lang": .text(context.language.rawValue), "t": trees[context.language] ?? false, "title": .text(page.title),
            "hasErrors": .flag(page.hasErrors), "styleSheet": .text(styleSheetPath),
            "vendorLine": .optional(settings.vendorName == words.page("site.name") ? nil : settings.vendorName),
            "supportEmail": .text(settings.supportEmail),
            "token": .text(context.guest.binding.map { key.formToken(for: $0) } ?? ""),
            "path": .text(path.text), "mainForm": .flag(page.hasMainForm),
            "otherLanguage": .text(context.language.other.rawValue),
            "otherLanguageName": .text(context.language.other.ownName),
            "person": .flag(person != nil),
            "personName": .text(person.map { $0.profile.fullName.isEmpty ? $0.email : $0.profile.fullName } ?? ""),
            "personEmail": .text(person?.email ?? ""),
            "offersSignIn": .flag(!request.uri.path.hasPrefix("/sign-in") && !page.isFault),
            "onHome": .flag(request.uri.path == "/"), "onTasks": .flag(request.uri.path == "/tasks"),
            "onRequests": .flag(request.uri.path == "/requests"),
            "hasMailbox": .flag(settings.hasMailbox && DeveloperDoor.isOpen(to: request)),
            "notice": .optional(page.notice), "summary": false, "requestID": false,
        ]
    }
}

/// One page's own content.
struct Page: Sendable {
    /// Name of the template.
    var template: String
    /// Heading, and the window's title.
    var title: String
    var status: HTTPResponse.Status = .ok
    /// What was just done.
    var notice: String?
    /// Whether "Error:" stands before the window's title.
    var hasErrors = false
    /// Whether the page's form takes the language switch, so that nothing typed is lost.
    var hasMainForm = false
    /// Whether the page only says that something is wrong.
    var isFault = false
    /// Where the language switch leads back to, when this page answers a press.
    var returnPath: String?
    /// What the template asks for.
    var values: [String: PageValue] = [:]
}
