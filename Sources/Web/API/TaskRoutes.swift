import Engine
import Hummingbird
import Statecharts

/// The caller's inbox.
struct TaskRoutes: Sendable {
    let engine: Engine

    var all: [APIRoute] { [.get("/tasks", use: list)] }

    @Sendable private func list(_ call: APICall) async throws -> Response {
        let items = try await engine.tasks(of: call.caller)
        let writer = ViewWriter(words: call.words)
        return .json(JSON(members: ["tasks": .array(items.map(writer.task))]), in: call.words.language)
    }
}
