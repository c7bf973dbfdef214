import Crypto
import Engine

/// The secret of a session, as its cookie holds it: 256 random bits; the store has only the hash.
public struct SessionSecret: Hashable, Sendable {
    private let bytes: [UInt8]

    init(random: (_ bytes: Int) -> [UInt8]) { bytes = random(32) }

    /// Reads the cookie's value; absent if it is none of ours.
    public init?(cookie: String) {
        guard cookie.utf8.count == 64, let bytes = Hex.decode(cookie) else { return nil }
        self.bytes = bytes
    }

    /// The cookie's value: 64 hexadecimal digits.
    public var cookie: String { Hex.encode(bytes) }

    var hash: [UInt8] { Array(SHA256.hash(data: Array("genkan-session-1\n".utf8) + bytes)) }
}
