import Engine
import Hummingbird
import Statecharts

/// The caller's inbox.
struct TaskRoutes: Sendable {
    let engine: Engine

    var all: [APIRoute] {
        let answer = Schema.object(["tasks": Schema.list(Schema.named("Task"))])
        return [
            .get(
                "/tasks", APIOperation(name: "tasks", summary: "Where it is the caller's turn.", answer: answer),
                use: list)
        ]
    }

    @Sendable private func list(_ call: APICall) async throws -> Response {
        let items = try await engine.tasks(of: call.caller)
        let writer = ViewWriter(words: call.words)
        return .json(JSON(members: ["tasks": .array(items.map(writer.task))]), in: call.words.language)
    }
}
