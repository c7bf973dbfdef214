extension Span {
    /// Reads an ISO 8601 duration without years and months: `P30D`, `P2W`, `PT24H`, `P1DT1.5S`, `-PT1M`.
    ///
    /// Weeks stand alone; each part may be left out, but not all; only seconds have a fraction, of at most six digits.
    public init?(iso8601 text: String) {
        var reader = DigitReader(text)
        let isNegative = reader.take(UInt8(ascii: "-"))
        guard reader.take(UInt8(ascii: "P")), let total = Span.total(&reader), reader.isAtEnd else { return nil }
        self.init(microseconds: isNegative ? -total : total)
    }

    /// Days of 24 hours, then hours, minutes, seconds: `P30D`, `PT0.5S`; `PT0S` for nothing.
    public var iso8601: String { String(asciiCapacity: 24) { appendISO8601(to: &$0) } }

    /// Appends what `iso8601` says.
    func appendISO8601(to bytes: inout [UInt8]) {
        if microseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(UInt8(ascii: "P"))
        let total = microseconds.magnitude
        Span.append(total / 86_400_000_000, unit: "D", to: &bytes)
        let rest = total % 86_400_000_000
        if rest == 0, total > 0 { return }
        bytes.append(UInt8(ascii: "T"))
        Span.append(rest / 3_600_000_000, unit: "H", to: &bytes)
        Span.append(rest / 60_000_000 % 60, unit: "M", to: &bytes)
        let seconds = rest % 60_000_000
        if seconds == 0, total > 0 { return }
        bytes.append(Int64(seconds / 1_000_000), digits: 1)
        let fraction = seconds % 1_000_000
        if fraction > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(Int64(fraction), digits: 6)
            while bytes.last == 0x30 { bytes.removeLast() }
        }
        bytes.append(UInt8(ascii: "S"))
    }

    private static func append(_ count: UInt64, unit: Unicode.Scalar, to bytes: inout [UInt8]) {
        guard count > 0 else { return }
        bytes.append(Int64(count), digits: 1)
        bytes.append(UInt8(ascii: unit))
    }

    /// Microseconds of the parts behind `P`; `nil` if they are malformed or too long.
    private static func total(_ reader: inout DigitReader) -> Int64? {
        var total: Int64 = 0
        var units: [(letter: UInt8, length: Int64)] = [
            (UInt8(ascii: "W"), 604_800_000_000), (UInt8(ascii: "D"), 86_400_000_000),
        ]
        var isInTime = false
        var parts = 0
        while let next = reader.next {
            if next == UInt8(ascii: "T") {
                guard !isInTime, reader.take(next), reader.next != nil else { return nil }
                isInTime = true
                units = [
                    (UInt8(ascii: "H"), 3_600_000_000), (UInt8(ascii: "M"), 60_000_000), (UInt8(ascii: "S"), 1_000_000),
                ]
                continue
            }
            guard let part = part(&reader, &units) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= Value.integerMax else { return nil }
            total = sum
            parts += 1
        }
        return parts > 0 ? total : nil
    }

    /// One number with its unit; the units up to it cannot come again.
    private static func part(_ reader: inout DigitReader, _ units: inout [(letter: UInt8, length: Int64)]) -> Int64? {
        guard let count = reader.number() else { return nil }
        var fraction: Int64 = 0
        let hasFraction = reader.take(UInt8(ascii: "."))
        if hasFraction {
            guard let millionths = reader.millionths() else { return nil }
            fraction = millionths
        }
        guard let letter = reader.next, let place = units.firstIndex(where: { $0.letter == letter }) else { return nil }
        guard reader.take(letter), !hasFraction || letter == UInt8(ascii: "S") else { return nil }
        guard letter != UInt8(ascii: "W") || reader.isAtEnd else { return nil }
        let (whole, overflow) = count.multipliedReportingOverflow(by: units[place].length)
        units.removeFirst(place + 1)
        return overflow || whole > Value.integerMax ? nil : whole + fraction
    }
}
