public import Hummingbird

/// How the JSON API stands in the same server: its routes, and its own words for errors.
public struct APIMount: Sendable {
    /// Adds the routes below `/api`.
    var addRoutes: @Sendable (Router<AppContext>) -> Void
    /// Answers an error of a request below `/api`, `PageFault` and `EngineError` included.
    var answer: @Sendable (any Error, Request, AppContext) -> Response

    /// Makes a mount.
    public init(
        addRoutes: @escaping @Sendable (Router<AppContext>) -> Void,
        answer: @escaping @Sendable (any Error, Request, AppContext) -> Response
    ) {
        self.addRoutes = addRoutes
        self.answer = answer
    }
}
