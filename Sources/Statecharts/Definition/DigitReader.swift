/// Reads fixed forms of digits and letters out of ASCII text: dates, moments, lengths of time.
struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        // Nothing that is read here is longer; the rest would be refused anyway.
        bytes = Array(text.utf8.prefix(64))
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next byte, not taken.
    var next: UInt8? { isAtEnd ? nil : bytes[position] }

    /// Takes the byte if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Takes exactly this many digits, at most 18.
    mutating func number(of count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = takeDigit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Takes one to 16 digits.
    mutating func number() -> Int64? {
        guard var value = takeDigit() else { return nil }
        for _ in 0..<15 {
            guard let digit = takeDigit() else { return value }
            value = value * 10 + digit
        }
        guard let next, (0x30...0x39).contains(next) else { return value }
        return nil
    }

    /// Takes one to six digits of a decimal fraction, as millionths.
    mutating func millionths() -> Int64? {
        guard let first = takeDigit() else { return nil }
        var value = first
        var count = 1
        while count < 6, let digit = takeDigit() {
            value = value * 10 + digit
            count += 1
        }
        while count < 6 {
            value *= 10
            count += 1
        }
        return value
    }

    private mutating func takeDigit() -> Int64? {
        guard let next, (0x30...0x39).contains(next) else { return nil }
        position += 1
        return Int64(next - 0x30)
    }
}

extension [UInt8] {
    /// Appends a number with at least this many digits; a sign in front if it is negative.
    mutating func append(_ number: Int64, digits: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var width = 1
        while rest >= 10 {
            rest /= 10
            width += 1
        }
        let start = count
        for _ in 0..<Swift.max(width, digits) { append(0x30) }
        rest = number.magnitude
        var position = count - 1
        while rest > 0, position >= start {
            self[position] = UInt8(0x30 + rest % 10)
            rest /= 10
            position -= 1
        }
    }
}

extension String {
    /// Text of ASCII bytes.
    init(asciiCapacity capacity: Int, write: (inout [UInt8]) -> Void) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capacity)
        write(&bytes)
        self.init(decoding: bytes, as: UTF8.self)
    }
}
