import Engine
import HTTPTypes
import Hummingbird
import Statecharts

/// One instance as the person may see it: state, turn line, what one may do, what happened, what was mailed.
struct InstancePages: Sendable {
    let frame: PageFrame
    let engine: Engine

    func addRoutes(to router: Router<AppContext>) {
        router.get("/instances/:id", use: show)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let (_, caller) = try context.signedIn(request)
        let id = InstanceID(try context.parameters.require("id"))
        let instance = try await engine.instance(id, as: caller)
        let history = try await engine.history(id, as: caller)
        let mails = try await engine.mails(id, as: caller)
        let drawing = InstanceDrawing(
            words: frame.words(context), instance: instance, caller: caller, now: frame.time.now,
            publicURL: frame.settings.publicURL,
            definition: engine.definition(instance.workflow, version: instance.version), key: { frame.freshKey() })
        let done = request.uri.queryParameters["done"].map(String.init)
        return frame.page(
            Page(
                template: "instance", title: frame.words(context).title(instance.title),
                notice: done.flatMap { drawing.receipt(of: $0, in: history) },
                values: drawing.values(history: history, mails: mails)), request, context)
    }
}
