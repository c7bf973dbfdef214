import Hummingbird

/// The rest of the chain behind a middleware. Hummingbird's own closures run wherever they like, ours say so.
typealias Next = @concurrent (Request, AppContext) async throws -> Response
