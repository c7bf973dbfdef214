import Crypto
import Engine
public import Statecharts

/// A bearer token for the API as its owner sees it; the secret is shown once, when it is made (S-15).
public struct APIToken: Sendable, Hashable {
    /// Opaque id, for revoking.
    public var id: String
    /// What it is for, in its owner's words.
    public var name: String
    /// When it was made.
    public var madeAt: Timestamp
    /// When it ends by itself: 90 days later.
    public var expiresAt: Timestamp
    /// Last use, to the minute.
    public var usedAt: Timestamp?

    /// How long a token lives.
    public static let lifetime = Span.days(90)

    /// The text of a token: `gk_`, 64 hexadecimal digits, and 8 of a checksum, by which scanners tell it from chance.
    struct Secret: Sendable {
        let text: String

        init(random: (_ bytes: Int) -> [UInt8]) {
            let body = Hex.encode(random(32))
            text = "gk_" + body + Self.checksum(body)
        }

        init?(_ text: String) {
            let bytes = Array(text.utf8)
            guard bytes.count == 75, bytes.starts(with: "gk_".utf8) else { return nil }
            let body = String(decoding: bytes[3..<67], as: UTF8.self)
            guard Hex.decode(body) != nil, Self.checksum(body).utf8.elementsEqual(bytes[67...]) else { return nil }
            self.text = text
        }

        var hash: [UInt8] { Array(SHA256.hash(data: Array("genkan-token-1\n".utf8) + Array(text.utf8))) }

        private static func checksum(_ body: String) -> String {
            Hex.encode(SHA256.hash(data: Array(body.utf8)).prefix(4))
        }
    }
}
