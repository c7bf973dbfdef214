import Foundation

/// Blocking sockets of this machine.
enum Loopback {
    static func connect(to port: Int) throws -> Int32 {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard made >= 0 else { throw BenchFault("no socket: errno \(errno)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(made, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw BenchFault("nobody listens at port \(port): errno \(errno)") }
        var on: Int32 = 1
        setsockopt(made, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return made
    }

    /// Listens at a free port.
    static func listen() throws -> (socket: Int32, port: Int) {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard made >= 0 else { throw BenchFault("no socket: errno \(errno)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                bind(made, place, length) == 0 && Foundation.listen(made, 128) == 0
                    ? getsockname(made, place, &length) : -1
            }
        }
        guard code == 0 else { throw BenchFault("no free port: errno \(errno)") }
        return (made, Int(in_port_t(bigEndian: address.sin_port)))
    }

    /// The next one who connects; nil where there will be nobody.
    static func accept(_ listener: Int32) -> Int32? {
        let made = Foundation.accept(listener, nil, nil)
        guard made >= 0 else { return nil }
        var on: Int32 = 1
        setsockopt(made, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return made
    }

    static func close(_ socket: Int32) { Foundation.close(socket) }

    /// Sends a request, which is shorter than the socket's buffer.
    static func send(_ text: String, to socket: Int32) throws {
        let bytes = Array(text.utf8)
        guard Foundation.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw BenchFault("a request was not sent: errno \(errno)")
        }
    }

    /// What has come, at least a byte.
    static func receive(_ socket: Int32) throws -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
            count = max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
        }
        guard !bytes.isEmpty else { throw BenchFault("the server hung up") }
        return bytes
    }
}
