import Crypto
public import Engine
import Foundation

/// What a browser keeps in a cookie so that a sign-in code works in it and nowhere else; the store has only the hash.
///
/// It proves no identity. Let the cookie live long (a year) and survive signing out: a browser that signed in before has
/// a quota of codes of its own, so that nobody can lock its owner out by asking for codes (S-8).
public struct BrowserSecret: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Makes a new one from 32 random bytes.
    public init(random: (_ bytes: Int) -> [UInt8] = secureBytes) { bytes = random(32) }

    /// Reads the cookie's value; absent if it is none of ours.
    public init?(cookie: String) {
        guard cookie.utf8.count == 64, let bytes = Hex.decode(cookie) else { return nil }
        self.bytes = bytes
    }

    /// The cookie's value: 64 hexadecimal digits.
    public var cookie: String { Hex.encode(bytes) }

    var hash: [UInt8] { Array(SHA256.hash(data: Array("genkan-browser-1\n".utf8) + bytes)) }
}
