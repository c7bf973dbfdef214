import Synchronization

/// Keys of the people that were asked for lately: one command asks for the same few several times.
final class PersonKeyMemory: Sendable {
    /// So many addresses, some 200 bytes each, and then anew.
    private static let most = 4096

    private let known = Mutex<[String: [UInt8]]>([:])

    /// The key of an address, made if it is not remembered.
    func key(of email: String, _ make: () -> [UInt8]) -> [UInt8] {
        if let key = known.withLock({ $0[email] }) { return key }
        let key = make()
        known.withLock { known in
            if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
            known[email] = key
        }
        return key
    }
}
