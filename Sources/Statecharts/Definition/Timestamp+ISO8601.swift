extension Timestamp {
    /// Reads `2026-11-21T09:38:46.123456Z`; 0 to 6 digits of the second's fraction, UTC only.
    ///
    /// Moments outside of ± 2⁵³−1 µs (years 1684 to 2255) are refused, because JSON could not carry them.
    public init?(iso8601 text: String) {
        var digits = DigitReader(text)
        guard let date = CivilDate(reading: &digits), digits.take(UInt8(ascii: "T")),
            let hour = digits.number(of: 2), hour < 24, digits.take(UInt8(ascii: ":")),
            let minute = digits.number(of: 2), minute < 60, digits.take(UInt8(ascii: ":")),
            let second = digits.number(of: 2), second < 60
        else { return nil }
        var fraction: Int64 = 0
        if digits.take(UInt8(ascii: ".")) {
            guard let millionths = digits.millionths() else { return nil }
            fraction = millionths
        }
        guard digits.take(UInt8(ascii: "Z")), digits.isAtEnd else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
        let microseconds = seconds * 1_000_000 + fraction
        guard microseconds.magnitude <= Value.integerMax.magnitude else { return nil }
        self.init(microseconds: microseconds)
    }

    /// `2026-11-21T09:38:46.123456Z`, always with six digits.
    public var iso8601: String { String(asciiCapacity: 27) { appendISO8601(to: &$0) } }

    /// Appends what `iso8601` says.
    func appendISO8601(to bytes: inout [UInt8]) {
        let days = microseconds.flooredQuotient(86_400_000_000)
        // Wraps on purpose: the day of the smallest number begins before it, and what is left is right again.
        let rest = microseconds &- days &* 86_400_000_000
        let date = CivilDate(daysSince1970: days)
        bytes.append(date.year, digits: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(date.month, digits: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(date.day, digits: 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(rest / 3_600_000_000, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(rest / 60_000_000 % 60, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(rest / 1_000_000 % 60, digits: 2)
        bytes.append(UInt8(ascii: "."))
        bytes.append(rest % 1_000_000, digits: 6)
        bytes.append(UInt8(ascii: "Z"))
    }
}
