import HTTPTypes
import Hummingbird

/// Whether a request may see what is for developers only (S-38): asked for at loopback by name, through no proxy.
///
/// A page of a stranger that points its own name at 127.0.0.1 sends that name as `Host`, and a proxy says that it is one.
enum DeveloperDoor {
    static func isOpen(to request: Request) -> Bool {
        let proxied = [HeaderNames.forwarded, HeaderNames.forwardedFor, HeaderNames.forwardedHost]
        guard proxied.allSatisfy({ request.headers[$0] == nil }) else { return false }
        return isLoopback(authority: request.head.authority ?? "")
    }

    /// Whether the authority names this machine itself, with any port.
    static func isLoopback(authority: String) -> Bool {
        let lower = authority.lowercased()
        if lower.hasPrefix("[") {
            guard let end = lower.firstIndex(of: "]") else { return false }
            return lower[...end] == "[::1]" && isPort(lower[lower.index(after: end)...])
        }
        let host = lower.prefix { $0 != ":" }
        return ["127.0.0.1", "localhost"].contains(String(host)) && isPort(lower.dropFirst(host.count))
    }

    private static func isPort(_ text: Substring) -> Bool {
        if text.isEmpty { return true }
        let digits = text.dropFirst()
        return text.first == ":" && (1...5).contains(digits.count) && digits.allSatisfy { $0.isASCII && $0.isNumber }
    }
}
