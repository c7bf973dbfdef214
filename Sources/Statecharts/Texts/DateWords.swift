/// Moments, days and lengths of time as people read them, in one language and in Japanese time; never 11/12/26 (U-20).
public struct DateWords: Sendable {
    /// `en` or `ja`.
    public let language: String

    /// Japan has had no summer time since 1951, so its zone is an offset.
    private static let zone = Span.hours(9)

    /// Words of a language; anything but `ja` reads as English.
    public init(language: String) { self.language = language }

    /// 「2026年11月21日(土) 16:30 日本時間」, "21 November 2026, 16:30 JST".
    public func moment(_ at: Timestamp) -> String {
        let minutes = Self.local(at).microseconds / 60_000_000
        let clock = "\(Self.two(minutes / 60)):\(Self.two(minutes % 60))"
        return language == "ja" ? "\(day(at)) \(clock) 日本時間" : "\(day(at)), \(clock) JST"
    }

    /// 「2026年11月21日(土)」, "21 November 2026".
    public func day(_ at: Timestamp) -> String {
        let days = Self.local(at).days
        let date = CivilDate(daysSince1970: days)
        guard language == "ja" else { return "\(date.day) \(Self.months[Int(date.month) - 1]) \(date.year)" }
        let weekday = days + 4 - (days + 4).flooredQuotient(7) * 7
        return "\(date.year)年\(date.month)月\(date.day)日(\(Self.weekdays[Int(weekday)]))"
    }

    /// 「23日」, "23 days", "1 day": days of the calendar from `now` to `at`, and none when it is over.
    public func daysLeft(from now: Timestamp, to at: Timestamp) -> String {
        days(max(0, Self.local(at).days - Self.local(now).days))
    }

    /// 「30日」, "10 minutes": in the largest unit that leaves no rest.
    public func span(_ span: Span) -> String {
        let minutes = span.microseconds / 60_000_000
        if minutes.isMultiple(of: 24 * 60) { return days(minutes / (24 * 60)) }
        if minutes.isMultiple(of: 60) { return count(minutes / 60, "hour", "時間") }
        return count(minutes, "minute", "分")
    }

    private func days(_ number: Int64) -> String { count(number, "day", "日") }

    private func count(_ number: Int64, _ english: String, _ japanese: String) -> String {
        if language == "ja" { return "\(number)\(japanese)" }
        return number == 1 ? "1 \(english)" : "\(number) \(english)s"
    }

    private static func local(_ at: Timestamp) -> (days: Int64, microseconds: Int64) {
        let local = at.adding(zone).microseconds
        let days = local.flooredQuotient(86_400_000_000)
        return (days, local - days * 86_400_000_000)
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private static let weekdays = ["日", "月", "火", "水", "木", "金", "土"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
