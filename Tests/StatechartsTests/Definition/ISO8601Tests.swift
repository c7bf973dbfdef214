import Testing

@testable import Statecharts

@Suite struct `ISO 8601` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000000Z", 0), ("2026-11-21T09:38:46.123456Z", 1_795_253_926_123_456),
            ("1969-12-31T23:59:59.999999Z", -1), ("2000-02-29T12:00:00.000001Z", 951_825_600_000_001),
            ("2255-06-05T23:47:34.740991Z", Value.integerMax),
        ] as [(String, Int64)])
    func `moments are read and written to the microsecond`(text: String, microseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.microseconds == microseconds)
        #expect(Timestamp(microseconds: microseconds).iso8601 == text)
    }

    @Test func `moments are read with less than six digits`() {
        #expect(Timestamp(iso8601: "1970-01-01T00:00:01Z")?.microseconds == 1_000_000)
        #expect(Timestamp(iso8601: "1970-01-01T00:00:01.5Z")?.microseconds == 1_500_000)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T09:38:46", "2026-11-21 09:38:46Z", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z",
        "2026-11-21T09:38:60Z", "2026-11-21T09:38:46.Z", "2026-11-21T09:38:46.1234567Z", "2026-11-21T09:38:46+09:00",
        "2026-02-29T00:00:00Z", "0000-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "２026-11-21T09:38:46Z",
        "2026-11-21T09:38:46Z ", "2026-11-21T09:38:46.123456Zx",
    ])
    func `what is no moment is refused`(text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test(
        arguments: [
            ("P30D", "P30D", 2_592_000_000_000), ("PT24H", "P1D", 86_400_000_000),
            ("P1DT12H", "P1DT12H", 129_600_000_000),
            ("P2W", "P14D", 1_209_600_000_000), ("PT0S", "PT0S", 0), ("PT1.5S", "PT1.5S", 1_500_000),
            ("PT0.000001S", "PT0.000001S", 1), ("-PT90M", "-PT1H30M", -5_400_000_000),
            ("PT3600S", "PT1H", 3_600_000_000),
            ("P1DT1H1M1.000100S", "P1DT1H1M1.0001S", 90_061_000_100),
        ] as [(String, String, Int64)])
    func `lengths of time are read and written one way`(text: String, canonical: String, microseconds: Int64) {
        #expect(Span(iso8601: text)?.microseconds == microseconds)
        #expect(Span(microseconds: microseconds).iso8601 == canonical)
        #expect(Span(iso8601: canonical)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "P1Y", "P1M", "P1DT", "PT1D", "PT1S1M", "P1D1D", "P1W1D", "P1WT1H", "P1.5D", "PT1.S",
        "PT1.1234567S", "P-1D", "p1d", "P1D ", "P99999999999999999D", "PT9007199255S", "P1D2W",
    ])
    func `what is no length of time is refused`(text: String) { #expect(Span(iso8601: text) == nil) }

    @Test func `every day of 800 years has its date`() throws {
        var day = try #require(CivilDate(year: 1600, month: 1, day: 1)?.daysSince1970)
        let last = try #require(CivilDate(year: 2400, month: 1, day: 1)?.daysSince1970)
        #expect(last - day == 2 * 146_097)
        var before = CivilDate(daysSince1970: day - 1)
        while day < last {
            let date = CivilDate(daysSince1970: day)
            guard date.daysSince1970 == day, CivilDate(year: date.year, month: date.month, day: date.day) == date,
                (date.day == before.day + 1 && date.month == before.month) || date.day == 1
            else {
                Issue.record("day \(day) is \(date.iso8601)")
                return
            }
            before = date
            day += 1
        }
    }

    @Test(arguments: [Int64.min, -1, 0, .max, -Value.integerMax])
    func `no moment or length is too far to write`(microseconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).iso8601.hasSuffix("Z"))
        #expect(Span(microseconds: microseconds).iso8601.contains("P"))
    }

    @Test(arguments: 1...500 as ClosedRange<UInt64>)
    func `what is written is read again`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let microseconds = Int64.random(in: -Value.integerMax...Value.integerMax, using: &random)
        #expect(Timestamp(iso8601: Timestamp(microseconds: microseconds).iso8601)?.microseconds == microseconds)
        #expect(Span(iso8601: Span(microseconds: microseconds).iso8601)?.microseconds == microseconds)
    }
}
