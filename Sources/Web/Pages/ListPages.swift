import DomainNames
import Engine
import HTTPTypes
import Hummingbird
import Onboarding
import Statecharts

/// The start page, and a person's own lists: turns, and everything asked for.
struct ListPages: Sendable {
    let frame: PageFrame
    let engine: Engine
    let doors: Doors

    func addRoutes(to router: Router<AppContext>) {
        router.get("/", use: home)
        router.get("/tasks", use: tasks)
    }

    @Sendable func home(_ request: Request, _ context: AppContext) async throws -> Response {
        let words = frame.words(context)
        guard let signedIn = context.guest.signedIn, let caller = context.caller else {
            let steps = ["request", "activate", "use"].map { step -> PageValue in
                [
                    "head": .text(words.page("home.steps.\(step).head")),
                    "body": .text(words.page("home.steps.\(step).body")),
                ]
            }
            return frame.page(
                Page(template: "home", title: words.page("home.title"), values: ["steps": .list(steps)]), request,
                context)
        }
        let tasks = try await engine.tasks(of: caller)
        let flows = engine.startable().map { flow -> PageValue in
            [
                "href": .text("/start/\(flow.workflow.percentEncoded)"), "title": .text(words.title(flow.title)),
                "about": .text(words.about(flow.workflow)),
            ]
        }
        let accounts = try await doors.accounts.accounts(of: signedIn.person).map { entry -> PageValue in
            [
                "href": .text("/accounts/\(entry.account.identifier.percentEncoded)"),
                "name": .text(entry.account.name), "identifier": .text(DomainName.shown(entry.account.identifier)),
                "status": .text(words.page("account.statuses.\(entry.account.status.rawValue)")),
            ]
        }
        let name = signedIn.person.profile.preferredName ?? signedIn.person.profile.fullName
        let person = name.isEmpty ? signedIn.person.email : name
        let line = words.page(tasks.count == 1 ? "home.oneTask" : "home.tasks", ["count": "\(tasks.count)"])
        let values: [String: PageValue] = [
            "greeting": .text(words.page("home.greeting", ["name": person])), "taskCount": .flag(!tasks.isEmpty),
            "taskLine": .text(line), "profileIncomplete": .flag(signedIn.person.profile.missing != .nothing),
            "flows": .list(flows), "accounts": .section(accounts),
        ]
        return frame.page(Page(template: "home", title: words.page("home.title"), values: values), request, context)
    }

    @Sendable func tasks(_ request: Request, _ context: AppContext) async throws -> Response {
        let (_, caller) = try context.signedIn(request)
        let words = frame.words(context)
        let dates = DateText(context.language)
        let now = frame.time.now
        let items = try await engine.tasks(of: caller).map { item -> PageValue in
            let title = words.text("states.\(item.state).task.\(item.role).title", of: item.workflow)
            return [
                "href": .text("/instances/\(item.instance)"),
                "what": .text(title ?? item.stateTitle.map(words.title) ?? item.state),
                "workflow": .text(words.title(item.title)), "reference": .text(item.reference),
                "since": .text(words.page("tasks.since", ["day": dates.day(item.openedAt)])),
                "until": .optional(item.dueAt.map { words.deadline($0, now: now) }),
            ]
        }
        return frame.page(
            Page(template: "tasks", title: words.page("tasks.title"), values: ["list": .section(items)]), request,
            context)
    }
}
