import Statecharts

/// Moments as people read them, in Japanese time: never 11/12/26 (U-20).
struct DateText: Sendable {
    private let language: Language

    /// Japan has had no summer time since 1951, so its zone is an offset.
    private static let offset = Span.hours(9)

    init(_ language: Language) { self.language = language }

    /// 「2026年11月21日(土) 16:30 日本時間」, "21 November 2026, 16:30 JST".
    func moment(_ at: Timestamp) -> String {
        let minutes = Self.local(at).minuteOfDay
        let clock = "\(Self.two(minutes / 60)):\(Self.two(minutes % 60))"
        switch language {
        case .en: return "\(day(at)), \(clock) JST"
        case .ja: return "\(day(at)) \(clock) 日本時間"
        }
    }

    /// 「2026年11月21日(土)」, "21 November 2026".
    func day(_ at: Timestamp) -> String {
        let date = Self.local(at)
        switch language {
        case .en: return "\(date.day) \(Self.months[date.month - 1]) \(date.year)"
        case .ja: return "\(date.year)年\(date.month)月\(date.day)日(\(Self.weekdays[date.weekday]))"
        }
    }

    /// 「11月27日」, "27 November".
    func shortDay(_ at: Timestamp) -> String {
        let date = Self.local(at)
        switch language {
        case .en: return "\(date.day) \(Self.months[date.month - 1])"
        case .ja: return "\(date.month)月\(date.day)日"
        }
    }

    /// Whole days of the calendar from `now` until the day of `at`; 0 today, negative when it is over.
    static func days(from now: Timestamp, until at: Timestamp) -> Int64 { local(at).number - local(now).number }

    /// For `<time datetime>`: `2026-11-21T07:30:00Z`.
    static func machine(_ at: Timestamp) -> String { "\(at.iso8601.prefix(19))Z" }

    private static func local(_ at: Timestamp) -> LocalDate { LocalDate(at.adding(offset)) }
    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private static let weekdays = ["日", "月", "火", "水", "木", "金", "土"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

/// What a clock on the wall shows at a moment that was already moved to its zone.
private struct LocalDate {
    /// Days since 1970-01-01.
    let number: Int64
    let year: Int
    let month: Int
    let day: Int
    let minuteOfDay: Int
    /// 0 is Sunday; 1970-01-01 was a Thursday.
    var weekday: Int { Int(((number + 4) % 7 + 7) % 7) }

    init(_ at: Timestamp) {
        let numbers = at.iso8601.split { !$0.isNumber }.compactMap { Int($0) }
        year = numbers[0]
        month = numbers[1]
        day = numbers[2]
        minuteOfDay = numbers[3] * 60 + numbers[4]
        let dayLength: Int64 = 86_400_000_000
        number = (at.microseconds - (at.microseconds % dayLength + dayLength) % dayLength) / dayLength
    }
}
