import Foundation

/// Why the server cannot listen, in one sentence that says what to do.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// Address that was asked for.
    public let host: String
    /// Port that was asked for.
    public let port: Int
    /// The system's `errno`.
    public let code: Int32

    /// One sentence for people.
    public var description: String {
        switch code {
        case EADDRINUSE:
            "Port \(port) at \(host) is in use. Stop what listens there, or choose another port with --port."
        case EACCES: "Port \(port) may not be opened by this user. Choose a port above 1023 with --port."
        case EADDRNOTAVAIL: "This machine has no address \(host). Choose another with --host; 127.0.0.1 always exists."
        default: "Cannot listen at \(host):\(port): \(String(cString: strerror(code)))."
        }
    }
}
