import Hummingbird

/// Every route's path and method, to tell a wrong method from a wrong path.
struct RouteList: Sendable {
    private let routes: [(path: [String], method: String)]

    init(_ router: Router<AppContext>) {
        routes = router.routes.map { route in
            let path = "\(route.path)".split(separator: "/").map(String.init)
            return (path, route.method.rawValue)
        }
    }

    /// No routes.
    init() { routes = [] }

    /// The methods that a path takes, sorted; empty for a path that is none.
    func methods(of path: String) -> [String] {
        let segments = path.split(separator: "/").map(String.init)
        let found = routes.filter { route in
            route.path.count == segments.count
                && zip(route.path, segments).allSatisfy { $0.hasPrefix(":") || $0.hasPrefix("{") || $0 == $1 }
        }
        return Set(found.map(\.method)).sorted()
    }
}
