import Hummingbird

/// The rest of the chain behind a middleware, on whatever thread Hummingbird likes.
typealias Next = @concurrent (Request, AppContext) async throws -> Response
