import Foundation

/// Whether an address can be listened at, asked before anything is opened or changed.
enum PortProbe {
    /// - Throws: `Failure` that says what to do.
    static func require(_ host: String, _ port: Int) throws {
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
        let code = bindOnce(address.pointee)
        guard code != 0 else { return }
        switch code {
        case EADDRINUSE:
            throw Failure("Error: port \(port) is in use; stop the program that uses it, or choose another with --port")
        case EACCES:
            throw Failure("Error: port \(port) needs rights that this account lacks; choose one from 1024 with --port")
        default:
            throw Failure("Error: cannot listen at \(host) port \(port): \(String(cString: strerror(code)))")
        }
    }

    /// `errno` of a bind and listen that are undone at once; 0 when they worked.
    private static func bindOnce(_ address: addrinfo) -> Int32 {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
            return errno
        }
        return 0
    }
}
