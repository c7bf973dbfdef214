import HTTPTypes
import Hummingbird
import Synchronization

/// Tells a caller to wait who has too many requests under way, so that one program does not take the place of all.
///
/// Who is unknown is not limited here: behind a proxy all strangers have one address.
struct CallerLimit: RouterMiddleware {
    typealias Context = AppContext

    /// How many of one caller's are worked on.
    let atOnce: Int
    let frame: PageFrame
    let api: APIMount?
    private let counts = RequestCounts()

    init(atOnce: Int, frame: PageFrame, api: APIMount?) {
        self.atOnce = atOnce
        self.frame = frame
        self.api = api
    }

    func handle(_ request: Request, context: AppContext, next: Next) async throws -> Response {
        guard let caller = caller(of: request) else { return try await next(request, context) }
        guard counts.begin(caller, atMost: atOnce) else {
            return try await ErrorPages(frame: frame, api: api, routes: RouteList())
                .handle(request, context: context) { _, _ in throw PageFault.tooManyRequests }
        }
        defer { counts.end(caller) }
        return try await next(request, context)
    }

    /// Names the caller without asking anybody: a made-up token or session is refused soon enough.
    private func caller(of request: Request) -> Int? {
        (request.headers[.authorization] ?? frame.cookies.value(.session, of: request))?.hashValue
    }
}

/// How many requests of each caller are under way.
private final class RequestCounts: Sendable {
    private let counts = Mutex<[Int: Int]>([:])

    func begin(_ caller: Int, atMost max: Int) -> Bool {
        counts.withLock { counts in
            guard counts[caller, default: 0] < max else { return false }
            counts[caller, default: 0] += 1
            return true
        }
    }

    func end(_ caller: Int) {
        counts.withLock { counts in
            guard let count = counts[caller], count > 1 else {
                counts[caller] = nil
                return
            }
            counts[caller] = count - 1
        }
    }
}
