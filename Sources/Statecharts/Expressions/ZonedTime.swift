import Foundation

/// Local time and moments, by the time zones of Foundation.
enum ZonedTime {
    /// The moment of a local time; in a gap the later of the two readings, in an overlap the earlier.
    ///
    /// Unknown zones are UTC.
    static func timestamp(_ day: CivilDate, secondOfDay: Int64, zone: String) -> Timestamp {
        let local = day.daysSince1970 * 86_400 + secondOfDay
        guard let zone = timeZone(zone) else { return moment(local) }
        let before = local - offset(of: zone, at: local - 86_400)
        let after = local - offset(of: zone, at: local + 86_400)
        let readings = [before, after].filter { $0 + offset(of: zone, at: $0) == local }
        return moment(readings.min() ?? max(before, after))
    }

    /// The local day of a moment; unknown zones are UTC.
    static func date(_ moment: Timestamp, zone: String) -> CivilDate {
        let seconds = moment.microseconds.flooredQuotient(1_000_000)
        let shift = timeZone(zone).map { offset(of: $0, at: seconds) } ?? 0
        return CivilDate(daysSince1970: (seconds + shift).flooredQuotient(86_400))
    }

    private static func moment(_ seconds: Int64) -> Timestamp {
        // Dates go to the year 9999, moments to 2^53 µs.
        let limit = Value.integerMax / 1_000_000
        return Timestamp(microseconds: min(max(seconds, -limit), limit) * 1_000_000)
    }

    private static func offset(of zone: TimeZone, at second: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Foundation.Date(timeIntervalSince1970: Double(second))))
    }

    /// A zone by its name in the tz database; nothing that could be read as a path reaches Foundation.
    private static func timeZone(_ name: String) -> TimeZone? {
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "/_+-".utf8.contains(byte)
        }
        guard isName, (1...64).contains(name.utf8.count), name.utf8.first != UInt8(ascii: "/") else { return nil }
        return TimeZone(identifier: name)
    }
}
