import DomainNames
import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// An account for its members: properties, members, virtual accounts, agreements, log; nobody else finds it (S-7).
struct AccountPages: Sendable {
    let frame: PageFrame
    let engine: Engine
    let doors: Doors

    func addRoutes(to router: Router<AppContext>) {
        router.get("/accounts/:account", use: show)
        for part in AccountPart.allCases { router.get("/accounts/:account/\(part.rawValue)", use: show) }
        router.get("/accounts/:account/agreements/:version", use: agreement)
        router.get("/next-steps", use: nextSteps)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let view = try await view(request, context)
        let last = request.uri.path.split(separator: "/").dropFirst(2).last.map(String.init)
        let part = last.flatMap(AccountPart.init) ?? .properties
        let drawing = AccountDrawing(words: frame.words(context), view: view, now: frame.time.now)
        return frame.page(
            Page(template: "account", title: view.account.name, values: drawing.values(part)), request, context)
    }

    /// The text of an agreement, as it is accepted or was.
    @Sendable func agreement(_ request: Request, _ context: AppContext) async throws -> Response {
        let (signedIn, caller) = try context.signedIn(request)
        let view = try await view(request, context)
        let words = frame.words(context)
        guard let number = Int64(try context.parameters.require("version")),
            let status = view.agreements.first(where: { $0.version == number }),
            let agreement = CompanyAgreement.version(number)
        else { throw PageFault.notFound }
        let mayAccept = status.acceptance == nil && !view.roles.isDisjoint(with: [.administrator, .approver])
        let task = mayAccept ? try await acceptPath(view.account.id, caller) : nil
        let drawing = AccountDrawing(words: words, view: view, now: frame.time.now)
        let text: PageValue = [
            "heading": .text(words.page("agreement.heading", ["version": "\(number)"])),
            "about": .text(drawing.standing(of: status, reader: signedIn.person)),
            "content": .text(agreement.text(language: context.language.rawValue, vendor: frame.settings.vendorName)),
            "accept": .optional(task),
        ]
        var values = drawing.values(.agreements)
        values["table"] = false
        values["text"] = text
        return frame.page(Page(template: "account", title: view.account.name, values: values), request, context)
    }

    /// What to do with a new account; without a name, with every account.
    @Sendable func nextSteps(_ request: Request, _ context: AppContext) async throws -> Response {
        let (signedIn, caller) = try context.signedIn(request)
        let words = frame.words(context)
        let wanted = request.uri.queryParameters["account"].map(String.init)
        var accounts: [PageValue] = []
        for (account, _) in try await doors.accounts.accounts(of: signedIn.person)
        where wanted == nil || wanted == account.id {
            accounts.append(
                [
                    "name": .text(account.name), "identifier": .text(DomainName.shown(account.identifier)),
                    "status": .text(words.page("account.statuses.\(account.status.rawValue)")),
                    "features": .optional(account.kind == .limited ? words.page("account.limited") : nil),
                    "href": .text("/accounts/\(account.identifier.percentEncoded)"),
                    "agreement": .optional(try await acceptPath(account.id, caller)),
                ])
        }
        let isNew = wanted != nil && !accounts.isEmpty
        return frame.page(
            Page(
                template: "next-steps", title: words.page("nextSteps.title"),
                notice: isNew ? words.page("nextSteps.done") : nil, values: ["accounts": .list(accounts)]),
            request, context)
    }

    private func view(_ request: Request, _ context: AppContext) async throws -> AccountView {
        let (signedIn, _) = try context.signedIn(request)
        let name = try context.parameters.require("account")
        if let view = try await doors.accounts.account(id: name, viewer: signedIn.person) { return view }
        guard let view = try await doors.accounts.account(identifier: name, viewer: signedIn.person) else {
            throw PageFault.notFound
        }
        return view
    }

    /// The form that accepts the agreement of this account, where it is the person's turn.
    private func acceptPath(_ account: String, _ caller: Caller) async throws -> String? {
        for task in try await engine.tasks(of: caller) {
            let instance = try await engine.instance(task.instance, as: caller)
            let offer = instance.offers.first { $0.form?.items.contains { $0.field.name == "textHash" } == true }
            if let offer, instance.context["account"] == .text(account) {
                return EventPages.path(instance.id, offer.name)
            }
        }
        return nil
    }
}
