import Foundation

/// Whether an address can be listened at, asked before anything is opened or changed.
enum PortProbe {
    /// - Parameter port: 0 asks for any.
    /// - Returns: the port, or a free one in place of 0.
    /// - Throws: `Failure` that says what to do.
    static func port(_ port: Int, at host: String) throws -> Int {
        guard (0...65_535).contains(port) else {
            throw Failure("Error: \(port) is no port; give --port a number from 0 to 65535, such as 8080")
        }
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
            throw Failure(
                "Error: there is no address '\(host)' here; give --host an address of this machine, such as 127.0.0.1")
        }
        defer { freeaddrinfo(address) }
        let (code, bound) = bindOnce(address.pointee)
        guard code != 0 else { return bound }
        switch code {
        case EADDRINUSE:
            throw Failure("Error: port \(port) is in use; stop the program that uses it, or choose another with --port")
        case EACCES:
            throw Failure("Error: port \(port) needs rights that this account lacks; choose one from 1024 with --port")
        default:
            throw Failure("Error: cannot listen at \(host) port \(port): \(String(cString: strerror(code)))")
        }
    }

    /// `errno` of a bind and listen that are undone at once, 0 when they worked, and the port.
    private static func bindOnce(_ address: addrinfo) -> (code: Int32, port: Int) {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return (errno, 0) }
        defer { close(descriptor) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
            return (errno, 0)
        }
        var bound = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        // the port stands at the same place in the addresses of both families
        let port = withUnsafeBytes(of: bound) { Int($0[2]) << 8 | Int($0[3]) }
        return (code == 0 ? 0 : errno, port)
    }
}
