/// An address on this server that a person may be led on to: a path of our own, never another origin (S-33).
struct LocalPath: Hashable, Sendable {
    /// Path with query.
    let text: String

    /// Takes printable ASCII that begins with exactly one slash and holds no way out: no `//`, no `\`, no `.` or `..`
    /// segment, plain or in percent signs, and does not lead back into signing in or out, or to a secret.
    init?(_ candidate: String?) {
        guard let candidate, candidate.utf8.first == UInt8(ascii: "/"), candidate.utf8.count <= Limits.nextBytes,
            candidate.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}"#.utf8.contains($0) })
        else { return nil }
        let path = candidate.prefix { $0 != "?" && $0 != "#" }
        guard let plain = Self.decoded(path), !plain.contains("//"), !plain.contains("\\"), !plain.contains("%") else {
            return nil
        }
        let segments = plain.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains(".."), !segments.contains(".") else { return nil }
        if let first = segments.dropFirst().first, Self.closed.contains(String(first)) { return nil }
        text = candidate
    }

    /// The start page.
    static let home = LocalPath(trusted: "/")
    /// One's own profile.
    static let profile = LocalPath(trusted: "/profile")

    private init(trusted: String) { text = trusted }

    private static let closed: Set = ["sign-in", "sign-out", "l", "language", "api", "assets", "health"]

    private static func decoded(_ path: Substring) -> String? {
        guard let text = String(path).removingPercentEncodingStrictly else { return nil }
        return text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F } ? text : nil
    }
}

extension String {
    /// The text with `%41` as `A`; absent for a broken sequence or bytes that are no UTF-8.
    var removingPercentEncodingStrictly: String? {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
            guard digits.count == 2 else { return nil }
            bytes.append(UInt8(digits[0] << 4 | digits[1]))
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The text as one query value or path segment: everything but unreserved characters in percent signs.
    var percentEncoded: String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
