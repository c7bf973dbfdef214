import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// What the link of a mail opens (S-1 to S-4): it invites and shows the least, it signs nobody in and changes nothing.
struct LinkPages: Sendable {
    let frame: PageFrame
    let engine: Engine
    let doors: Doors

    private static let purpose = "link"

    func addRoutes(to router: Router<AppContext>) {
        router.get("/l/:secret", use: open)
        router.get("/link", use: show)
        router.post("/link/code", use: sendCode)
        router.post("/link/fresh", use: mailAnew)
    }

    /// Hides the secret from the address bar: a sealed cookie, and on to an address without it.
    @Sendable func open(_ request: Request, _ context: AppContext) async throws -> Response {
        let secret = try context.parameters.require("secret")
        guard secret.utf8.count <= 128 else { throw PageFault.notFound }
        let sealed = try frame.key.seal(secret, for: Self.purpose, until: frame.time.now.adding(Limits.linkView))
        var response = frame.redirect(to: "/link")
        let seconds = Int(Limits.linkView.microseconds / 1_000_000)
        response.headers.append(.setCookie, frame.cookies.set(.link, to: sealed, seconds: seconds))
        return response
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let secret = secret(request), let link = try await engine.link(secret, viewer: context.caller) else {
            return frame.page(unknown(context).page, request, context)
        }
        if link.ended != nil { return frame.page(dead(link, context).page, request, context) }
        if link.isViewers { return frame.redirect(to: "/instances/\(link.instance)") }
        if context.guest.signedIn != nil { return otherPerson(link, request, context) }
        return invitation(link, request, context)
    }

    /// Mails a code to the bound address, never to one that whoever holds the link names.
    @Sendable func sendCode(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let secret = secret(request), let link = try await engine.link(secret, viewer: nil),
            link.ended == nil || link.turnStands,
            let address = try await engine.address(ofLink: secret)
        else { return frame.redirect(to: "/link") }
        return try await SignInPages(frame: frame, doors: doors).begin(
            address: address, shown: link.boundEmail, next: LocalPath("/link") ?? .home, request, context)
    }

    /// Mails a fresh link to the bound address in place of one that died, within the limits of a resend (U-15).
    @Sendable func mailAnew(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let secret = secret(request), let link = try await engine.link(secret, viewer: context.caller),
            link.ended != nil, link.canBeMailedAnew
        else { return frame.redirect(to: "/link") }
        do {
            try await engine.mailAnew(secret)
        } catch {
            return try notMailedAnew(link, error, request, context)
        }
        let words = frame.words(context)
        let page = MessagePage(
            title: words.page("link.mailedAnewTitle"),
            paragraphs: [words.page("link.mailedAnew", ["email": link.boundEmail])])
        return frame.page(page.page, request, context)
    }

    private func notMailedAnew(
        _ link: LinkView, _ error: EngineError, _ request: Request, _ context: AppContext
    ) throws -> Response {
        if [.linkEnded, .eventNotAllowed, .notFound].contains(error.code) { return frame.redirect(to: "/link") }
        guard [.refused, .tooManyMails].contains(error.code) else { throw error }
        let words = frame.words(context)
        let email = ["email": link.boundEmail]
        let quota =
            error.code == .tooManyMails ? words.text("errors.\(error.code.rawValue)", of: TextCatalog.common) : nil
        let page = MessagePage(
            title: words.page("link.notMailedAnewTitle"),
            paragraphs: [quota ?? words.page("link.notMailedAnew", email), words.page("link.codeInstead", email)],
            status: HTTPResponse.Status(code: error.pageStatus), presses: [code(link, words)])
        return frame.page(page.page, request, context)
    }

    private func secret(_ request: Request) -> String? {
        frame.cookies.value(.link, of: request).flatMap { frame.key.open($0, for: Self.purpose, now: frame.time.now) }
    }

    private func invitation(_ link: LinkView, _ request: Request, _ context: AppContext) -> Response {
        let words = frame.words(context)
        let base = "states.\(link.state).task.\(link.role)"
        let title = words.text("\(base).title", of: link.workflow) ?? words.title(link.title)
        let values: [String: PageValue] = [
            "state": .text(link.stateTitle.map(words.title) ?? ""), "reference": .text(link.reference),
            "workflow": .text(words.title(link.title)), "boundEmail": .text(link.boundEmail),
            "until": .optional(link.expiresAt.map { words.deadline($0, now: frame.time.now) }),
            "help": .optional(words.text("\(base).help", of: link.workflow)),
            "sendCode": .text(words.page("link.sendCode", ["email": link.boundEmail])),
        ]
        return frame.page(Page(template: "link", title: title, values: values), request, context)
    }

    /// Signed in as somebody else (U-14): says whose it is, shortened, and offers the ways on.
    private func otherPerson(_ link: LinkView, _ request: Request, _ context: AppContext) -> Response {
        let words = frame.words(context)
        let own = context.guest.signedIn?.person.email ?? ""
        let values: [String: PageValue] = [
            "signedInAs": .text(words.page("link.signedInAs", ["email": own])),
            "sentToOther": .text(words.page("link.sentToOther", ["email": link.boundEmail])),
            "forwarding": .optional(forwarding(link, to: own, words)),
        ]
        return frame.page(
            Page(
                template: "link-other", title: words.page("link.otherTitle"), status: .forbidden, isFault: true,
                returnPath: "/link", values: values), request, context)
    }

    /// What one may send to whoever got the link, so that they hand it on; without the secret.
    private func forwarding(_ link: LinkView, to own: String, _ words: Words) -> String? {
        guard let event = link.handsOn else { return nil }
        return words.page(
            "link.askToForward",
            [
                "title": words.title(link.title), "reference": link.reference, "email": own,
                "event": words.event(event, of: link.workflow), "address": frame.settings.publicURL,
            ])
    }

    /// A link that opens nothing any more: to its owner what happened and when, to others only that.
    private func dead(_ link: LinkView, _ context: AppContext) -> MessagePage {
        let words = frame.words(context)
        let signIn = MessagePage.Action(text: words.page("signIn.title"), href: "/sign-in?next=%2Flink")
        guard link.isViewers, let ended = link.ended else { return deadForOthers(link, signIn, context) }
        let at = link.endedAt.map { DateText(context.language).moment($0) } ?? ""
        var paragraphs = [words.page("link.ended.\(ended)", ["moment": at])]
        if let who = link.endedBy {
            let role = link.endedByRole.flatMap { words.text("roles.\($0)", of: link.workflow) }
            let parts = [role, who].compactMap(\.self).joined(separator: words.page("site.separator"))
            paragraphs.append(words.page("link.by", ["who": parts]))
        }
        if let current = link.currentTitle {
            paragraphs.append(words.page("link.current", ["state": words.title(current)]))
        }
        if link.turnStands { paragraphs.append(words.page("link.goOn")) }
        let request = MessagePage.Action(
            text: words.page(link.turnStands ? "link.toTask" : "error.toRequest"), href: "/instances/\(link.instance)")
        let again = MessagePage.Action(
            text: words.page("instance.askAgain"),
            href: "/start/\(link.workflow.percentEncoded)?from=\(link.instance.text.percentEncoded)")
        let canAskAgain = ended == "expired" && !link.turnStands
        return MessagePage(
            title: words.page("link.deadTitle"), paragraphs: paragraphs, status: .gone,
            actions: canAskAgain ? [again, request] : [request])
    }

    /// To others only that it is over; where the turn still stands, a fresh way goes to the bound address (U-15).
    private func deadForOthers(
        _ link: LinkView, _ signIn: MessagePage.Action, _ context: AppContext
    ) -> MessagePage {
        let words = frame.words(context)
        let stands = link.turnStands ? "Standing" : ""
        var page = MessagePage(
            title: words.page("link.deadTitle"),
            paragraphs: [words.page("link.deadForOthers\(stands)", ["email": link.boundEmail])], status: .gone,
            actions: [signIn])
        if let person = context.guest.signedIn?.person {
            page.paragraphs.insert(words.page("link.signedInAs", ["email": person.email]), at: 0)
            page.presses = [.switching(to: "/link", words)]
            page.actions = [MessagePage.Action(text: words.page("tasks.title"), href: "/tasks")]
        } else if link.turnStands {
            if link.canBeMailedAnew {
                let text = words.page("link.mailAnew", ["email": link.boundEmail])
                page.presses.append(MessagePage.Press(text: text, path: "/link/fresh"))
            }
            page.presses.append(code(link, words))
        }
        return page
    }

    private func code(_ link: LinkView, _ words: Words) -> MessagePage.Press {
        MessagePage.Press(text: words.page("link.sendCode", ["email": link.boundEmail]), path: "/link/code")
    }

    /// A made-up link, or one whose cookie is over: general, and leads on.
    private func unknown(_ context: AppContext) -> MessagePage {
        let words = frame.words(context)
        let onward =
            context.guest.signedIn == nil
            ? MessagePage.Action(text: words.page("signIn.title"), href: "/sign-in?next=%2Ftasks")
            : MessagePage.Action(text: words.page("tasks.title"), href: "/tasks")
        return MessagePage(
            title: words.page("link.unknownTitle"), paragraphs: [words.page("link.unknown")], status: .notFound,
            actions: [onward])
    }
}
