import Statecharts
import Testing

/// U-20: dates as people read them, in Japanese time.
@Suite struct `U20 dates in words` {
    private let english = DateWords(language: "en")
    private let japanese = DateWords(language: "ja")

    private func at(_ text: String) throws -> Timestamp { try #require(Timestamp(iso8601: text)) }

    @Test func `a moment names year, weekday in Japanese, and the zone`() throws {
        let moment = try at("2026-11-21T07:30:00Z")
        #expect(japanese.moment(moment) == "2026年11月21日(土) 16:30 日本時間")
        #expect(english.moment(moment) == "21 November 2026, 16:30 JST")
    }

    @Test(arguments: [
        ("2026-12-31T15:00:00Z", "2027年1月1日(金)", "1 January 2027"),
        ("2026-12-31T14:59:59Z", "2026年12月31日(木)", "31 December 2026"),
        ("2028-02-28T15:00:00Z", "2028年2月29日(火)", "29 February 2028"),
        ("1970-01-01T00:00:00Z", "1970年1月1日(木)", "1 January 1970"),
        ("1969-12-30T15:00:00Z", "1969年12月31日(水)", "31 December 1969"),
    ])
    func `a day changes at midnight in Japan`(moment: String, japaneseDay: String, englishDay: String) throws {
        #expect(japanese.day(try at(moment)) == japaneseDay)
        #expect(english.day(try at(moment)) == englishDay)
    }

    @Test func `days left are days of the calendar, and none when it is over`() throws {
        let now = try at("2026-11-21T07:30:00Z")
        #expect(english.daysLeft(from: now, to: now.adding(.days(30))) == "30 days")
        #expect(english.daysLeft(from: now, to: now.adding(.days(1))) == "1 day")
        #expect(japanese.daysLeft(from: now, to: now.adding(.days(23))) == "23日")
        #expect(japanese.daysLeft(from: now, to: now.adding(.days(-2))) == "0日")
    }

    @Test func `a length of time is told in its largest whole unit`() {
        #expect(english.span(.days(30)) == "30 days")
        #expect(english.span(.hours(36)) == "36 hours")
        #expect(japanese.span(.minutes(10)) == "10分")
    }
}
