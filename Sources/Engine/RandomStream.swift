import Crypto
public import Statecharts

/// A command's random numbers: block *k* = SHA-256(`genkan-stream-1\n` ‖ seed ‖ *k*), the same for every re-run.
///
/// Ids are drawn from it. Nothing secret is, since whoever may read the history could recompute it (`commit.md` 4).
public struct RandomStream: Sendable {
    private let seed: [UInt8]
    private var block: UInt32 = 0
    private var buffer: ArraySlice<UInt8> = []

    /// Starts the stream of a 16-byte seed.
    public init(seed: [UInt8]) { self.seed = seed }

    /// The next `count` bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            if buffer.isEmpty { refill() }
            let taken = buffer.prefix(count - result.count)
            result += taken
            buffer = buffer.dropFirst(taken.count)
        }
        return result
    }

    /// A number below `limit`, without bias.
    public mutating func number(below limit: UInt32) -> UInt32 {
        let bound = UInt32.max - UInt32.max % limit
        while true {
            let drawn = bytes(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            if drawn < bound { return drawn % limit }
        }
    }

    /// A UUID of version 7 (RFC 9562): 48 bits of milliseconds, the rest from the stream.
    public mutating func uuid(at now: Timestamp) -> String {
        var bytes = self.bytes(16)
        let milliseconds = UInt64(max(0, now.microseconds / 1000))
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> (8 * UInt64(5 - index))) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            Hex.append(byte, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func refill() {
        var input = Array("genkan-stream-1\n".utf8)
        input.reserveCapacity(input.count + seed.count + 4)
        input += seed
        for shift in [24, 16, 8, 0] as [UInt32] { input.append(UInt8(truncatingIfNeeded: block >> shift)) }
        buffer = Array(SHA256.hash(data: input))[...]
        block += 1
    }
}

/// Bytes as lower-case hexadecimal digits.
public enum Hex {
    /// Two digits per byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes { append(byte, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Two digits.
    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 0x0F))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The bytes of an even number of digits; absent for anything else.
    public static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8).map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}
