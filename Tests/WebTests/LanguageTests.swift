import Statecharts
import TestKit
import Testing

@testable import Web

@Suite struct `U17 and U20 languages and dates` {
    @Test(arguments: [
        ("", Language.en), ("ja", .ja), ("ja-JP", .ja), ("en-GB,en;q=0.9,ja;q=0.8", .en), ("en;q=0.5,ja;q=0.8", .ja),
        ("fr,de", .en), ("fr,ja;q=0.1", .ja), ("ja;q=0,en;q=0.1", .en), ("JA", .ja), ("*", .en),
        ("fr;q=1,*;q=0.5", .en),
        ("ja;q=abc", .en), (";;;,,,", .en), ("en, ja", .en), (" ja ; q=1.0", .ja), ("jav", .en), ("ja;q=2", .en),
    ]) func `Accept-Language chooses by weight`(header: String, language: Language) {
        #expect(Language(accepting: header) == language)
    }

    private static func at(_ text: String) -> Timestamp { Timestamp(iso8601: text) ?? Timestamp(microseconds: 0) }

    @Test(arguments: [
        ("2026-11-21T07:30:00Z", "21 November 2026, 16:30 JST", "2026年11月21日(土) 16:30 日本時間"),
        ("2026-12-31T15:00:00Z", "1 January 2027, 00:00 JST", "2027年1月1日(金) 00:00 日本時間"),
        ("2028-02-28T14:59:59Z", "28 February 2028, 23:59 JST", "2028年2月28日(月) 23:59 日本時間"),
        ("2028-02-28T15:00:00Z", "29 February 2028, 00:00 JST", "2028年2月29日(火) 00:00 日本時間"),
        ("1970-01-01T00:00:00Z", "1 January 1970, 09:00 JST", "1970年1月1日(木) 09:00 日本時間"),
        ("1969-12-31T00:00:00Z", "31 December 1969, 09:00 JST", "1969年12月31日(水) 09:00 日本時間"),
    ]) func `a moment has its zone and its weekday`(moment: String, en: String, ja: String) {
        #expect(DateText(.en).moment(Self.at(moment)) == en)
        #expect(DateText(.ja).moment(Self.at(moment)) == ja)
        #expect(DateText.machine(Self.at(moment)) == moment)
    }

    @Test func `a deadline is told both ways`() async throws {
        let world = try await WebWorld()
        let now = Self.at("2026-11-21T07:30:00Z")
        let ja = Words(world.texts, in: .ja)
        let en = Words(world.texts, in: .en)
        #expect(ja.deadline(Self.at("2026-11-27T03:00:00Z"), now: now) == "あと6日（11月27日まで）")
        #expect(en.deadline(Self.at("2026-11-27T03:00:00Z"), now: now) == "6 days left (until 27 November)")
        #expect(en.deadline(Self.at("2026-11-22T03:00:00Z"), now: now) == "1 day left (until 22 November)")
        #expect(en.deadline(Self.at("2026-11-21T14:59:00Z"), now: now) == "Today: until 21 November 2026, 23:59 JST")
        #expect(en.deadline(Self.at("2026-11-20T03:00:00Z"), now: now) == "The time was over on 20 November 2026")
    }
}
