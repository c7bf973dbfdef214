import Testing

@testable import Statecharts

@Suite struct `stored values` {
    @Test(arguments: [
        (ValueType.date, JSON.string("2026-02-30")), (.timestamp, "2026-02-30T00:00:00Z"), (.timestamp, 1),
        (.duration, "P1Y"), (.person, "a@one.example"), (.boolean, "true"), (.integer(min: 0, max: 9), "1"),
        (.text(TextBounds(max: 9)), 1), (.list(of: .boolean, min: 0, max: 1), .array([true, 1])),
        (.record([Field(name: "a", type: .boolean)]), JSON(members: ["b": true])), (.boolean, .null),
        (.person, JSON(members: ["email": "a@one.example", "more": 1])), (.person, JSON(members: ["id": "p1"])),
        (.email, JSON(members: ["$digest": "00"])),
    ])
    func `of another type are refused`(type: ValueType, json: JSON) {
        #expect(Value(json, as: type) == nil)
    }

    @Test func `null is absent and bounds are not looked at`() throws {
        let fields = [
            Field(name: "a", type: .integer(min: 0, max: 1)), Field(name: "b", type: .boolean, isOptional: true),
        ]
        #expect(Record(JSON(members: ["a": 5, "b": .null]), as: fields) == ["a": .integer(5)])
        #expect(Record(JSON.array([]), as: fields) == nil)
    }

    @Test func `text is the same by its bytes`() {
        #expect(Value.text("\u{E9}") != Value.text("e\u{301}"))
        #expect(Value.text("神") != Value.text("\u{FA19}"))
        #expect(Value.list([.text("a")]) == Value.list([.text("a")]))
    }
}

@Suite struct `bounds of values` {
    static let fields = [Field(name: "city", type: .text(TextBounds(min: 1, max: 5)))]

    @Test(arguments: [
        (ValueType.text(TextBounds(min: 2, max: 3)), Value.text("a"), "tooShort"),
        (.text(TextBounds(min: 2, max: 3)), .text("abcd"), "tooLong"),
        (.text(TextBounds(max: 3)), .text("a\nb"), "controlCharacter"),
        (.text(TextBounds(max: 3)), .text("\u{202E}"), "controlCharacter"),
        (.text(TextBounds(max: 3, isMultiline: true)), .text("a\rb"), "controlCharacter"),
        (.text(TextBounds(max: 30, pattern: .phone)), .text("0"), "notAPhone"),
        (.text(TextBounds(max: 30, pattern: .country)), .text("jp"), "notACountry"),
        (.text(TextBounds(max: 30, pattern: .label)), .text("-a"), "notALabel"),
        (.text(TextBounds(max: 30, pattern: .digits)), .text("1a"), "notDigits"),
        (.text(TextBounds(max: 30, pattern: .postalCode)), .text("1@"), "notAPostalCode"),
        (.email, .text("a@One.example"), "notAnEmail"), (.domainIdentifier, .text("com"), "notADomain"),
        (.integer(min: 0, max: 5), .integer(6), "outOfRange"), (.enumeration(["a"]), .text("b"), "notAnOption"),
        (.date, .text("2026-13-01"), "notADate"), (.boolean, .text("true"), "wrongKind"),
        (.list(of: .email, min: 0, max: 1), .list([.text("a@one.example"), .text("b@two.example")]), "tooMany"),
        (.list(of: .email, min: 1, max: 2), .list([]), "tooFew"),
        (.list(of: .email, min: 0, max: 2), .list([.text("a@one.example"), .text("A@one.example")]), "duplicate"),
        (.list(of: .integer(min: 0, max: 1), min: 0, max: 2), .list([.integer(7)]), "outOfRange"),
        (.record(fields), .record([:]), "required"), (.record(fields), .record(["city": .text("")]), "tooShort"),
        (.record(fields), .record(["city": .text("a"), "x": .boolean(true)]), "unknownField"),
        (.person, .person(PersonReference(email: "nobody")), "notAnEmail"), (.account, .text(""), "tooShort"),
    ])
    func `are told by the built-in error`(type: ValueType, value: Value, error: String) {
        #expect(type.violation(of: value) == error)
        #expect(!type.accepts(value))
        #expect(BuiltInError(rawValue: error) != nil)
    }

    @Test(arguments: [
        (ValueType.text(TextBounds(min: 2, max: 3)), Value.text("𠮷神髙")),
        (.text(TextBounds(max: 3, isMultiline: true)), .text("a\nb")),
        (.text(TextBounds(max: 30, pattern: .phone)), .text("+1 (618) 555-0120 x2765")),
        (.email, .text("A@one.example")),
        (.domainIdentifier, .text("23lmh3.smb")), (.integer(min: 0, max: 5), .integer(5)), (.date, .text("2024-02-29")),
        (.list(of: .email, min: 0, max: 1), .list([])), (.record(fields), .record(["city": .text("Kyoto")])),
        (.person, .person(PersonReference(id: "p1", email: "a@one.example"))), (.account, .text("acc-1")),
        (.timestamp, .timestamp(Timestamp(microseconds: 0))), (.duration, .duration(.days(1))),
        (.boolean, .boolean(false)),
    ])
    func `hold for values within`(type: ValueType, value: Value) {
        #expect(type.violation(of: value) == nil)
    }
}
