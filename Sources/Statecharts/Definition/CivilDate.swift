/// A day of the Gregorian calendar, with the arithmetic that needs no time zone.
///
/// Written here because the standard library has no calendar and Foundation's is too slow for every guard and entry.
struct CivilDate: Hashable {
    var year: Int64
    var month: Int64
    var day: Int64

    /// The day this many days after 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of a year; 400 years are 146,097 days.
    init(daysSince1970: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// A day that exists, of the years 1 to 9999.
    init?(year: Int64, month: Int64, day: Int64) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        guard day <= CivilDate.lengthOfMonth(month, inLeapYear: CivilDate.isLeap(year)) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads exactly `2026-12-31`.
    init?(iso8601 text: String) {
        var digits = DigitReader(text)
        guard let date = CivilDate(reading: &digits), digits.isAtEnd else { return nil }
        self = date
    }

    /// Reads `2026-12-31` and leaves the reader behind it.
    init?(reading digits: inout DigitReader) {
        guard let year = digits.number(of: 4), digits.take(UInt8(ascii: "-")),
            let month = digits.number(of: 2), digits.take(UInt8(ascii: "-")),
            let day = digits.number(of: 2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Days after 1970-01-01; negative before.
    var daysSince1970: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// `2026-12-31`.
    var iso8601: String {
        String(asciiCapacity: 10) { text in
            text.append(year, digits: 4)
            text.append(UInt8(ascii: "-"))
            text.append(month, digits: 2)
            text.append(UInt8(ascii: "-"))
            text.append(day, digits: 2)
        }
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func lengthOfMonth(_ month: Int64, inLeapYear isLeap: Bool) -> Int64 {
        switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// Quotient rounded down, also for negative numbers; the divisor is positive.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
