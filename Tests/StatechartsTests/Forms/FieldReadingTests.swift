import Testing

@testable import Statecharts

@Suite struct `U-18 forms take what Japanese keyboards send` {
    @Test(arguments: [
        ("ａｎｎａ＠ｋｅｓｔｒｅｌ．ｅｘａｍｐｌｅ", ValueType.email, "anna@kestrel.example"),
        ("　anna@Kestrel.Example　", .email, "anna@kestrel.example"),
        ("a@my‐company.example", .email, "a@my-company.example"),
        ("a@myーcompany.example", .email, "a@my-company.example"), ("a@one。example", .email, "a@one.example"),
        ("Anna.B+c@one.example", .email, "Anna.B+c@one.example"), ("a@サーバー.example", .email, "a@xn--vckucxgb.example"),
        ("ＢＲ．Logica．example", .domainIdentifier, "br.logica.example"), ("23lmh3.smb", .domainIdentifier, "23lmh3.smb"),
        ("０３ー１２３４ー５６７８", .text(TextBounds(min: 5, max: 30, pattern: .phone)), "03-1234-5678"),
        ("+1 (618) 555-0120 X2765", .text(TextBounds(min: 5, max: 30, pattern: .phone)), "+1 (618) 555-0120 x2765"),
        ("+44 20 7946 0199", .text(TextBounds(min: 5, max: 30, pattern: .phone)), "+44 20 7946 0199"),
        ("〒１００−０００１", .text(TextBounds(max: 12, pattern: .postalCode)), "100-0001"),
        ("sw1a 1aa", .text(TextBounds(max: 12, pattern: .postalCode)), "sw1a 1aa"),
        ("ｊｐ", .text(TextBounds(max: 2, pattern: .country)), "JP"),
        ("Lab‑1", .text(TextBounds(max: 63, pattern: .label)), "lab-1"),
        ("支店", .text(TextBounds(max: 63, pattern: .label)), "xn--hxtr0m"),
        ("Taro@例え.example", .email, "Taro@xn--r8jz45g.example"),
        ("サーバー。Example", .domainIdentifier, "xn--vckucxgb.example"),
        ("taro＠例え．example", .person, #"{"email":"taro@xn--r8jz45g.example"}"#),
        ("００１２", .text(TextBounds(max: 9, pattern: .digits)), "0012"), ("−４２", .integer(min: -50, max: 50), "-42"),
        ("２０２６ー１２ー３１", .date, "2026-12-31"), ("cafe\u{301}@one.example", .email, "x:notAnEmail"),
    ])
    func `in everything that a machine compares`(typed: String, type: ValueType, stored: String) {
        #expect(FormFixture.take(.string(typed), as: type) == stored)
    }

    @Test(arguments: [
        "神\u{FA19}", "髙﨑", "㈱山田", "𠮷野家", "👩‍👩‍👧 & co", "Ｅｘａｍｐｌｅ", "ｻｰﾊﾞｰ", "e\u{301}", "\u{E9}", "山田　太郎",
    ])
    func `and keep names of people and companies as typed`(name: String) throws {
        let data = try FormFixture.single(FormFixture.line).read(
            JSON(members: ["x": .string(name)]), in: FormFixture.scope)
        guard case .text(let stored)? = data["x"] else { throw FormErrors([]) }
        #expect(Array(stored.utf8) == Array(name.utf8))
    }

    @Test func `C35 two spellings of a letter are one value where a machine compares`() {
        let decomposed = TypedText.identifier("e\u{301}")
        #expect(decomposed.map { Array($0.utf8) } == Array("\u{E9}".utf8))
        #expect(TypedText.identifier("\u{E9}").map { Array($0.utf8) } == Array("\u{E9}".utf8))
    }
}

@Suite struct `fields of a form` {
    static let note = ValueType.text(TextBounds(min: 1, max: 20, isMultiline: true))
    static let phone = ValueType.text(TextBounds(min: 5, max: 30, pattern: .phone))

    @Test(arguments: [
        ("  a \t\u{A0} b　", FormFixture.line, "a b"), ("a\u{3000}\u{3000}b", FormFixture.line, "a\u{3000}b"),
        ("a\tb", FormFixture.line, "a b"), (" a  b\r\n\r\nc\rd\u{2028}e ", note, "a  b\n\nc\nd\ne"),
        ("\r\n a \n", note, "a"),
    ])
    func `have blanks and line ends put in order`(typed: String, type: ValueType, stored: String) {
        #expect(FormFixture.take(.string(typed), as: type) == stored)
    }

    @Test(arguments: [
        ("a\nb", FormFixture.line), ("a\r\n", FormFixture.line), ("a\u{0}b", note), ("\u{7}", note),
        ("a\u{202E}b", note),
        ("a\u{2066}b", FormFixture.line), ("a\u{85}b", FormFixture.line), ("a\u{9F}b", note), ("a\u{7F}", note),
        ("a@one.example\n", .email), ("one\u{0}.example", .domainIdentifier),
    ])
    func `refuse control characters, bidi overrides and line breaks in one line`(typed: String, type: ValueType) {
        #expect(FormFixture.take(.string(typed), as: type) == "x:controlCharacter")
    }

    @Test(arguments: [
        ("nobody", ValueType.email, "notAnEmail"), ("a@b", .email, "notAnEmail"),
        ("a@@one.example", .email, "notAnEmail"),
        ("a@b@one.example", .email, "notAnEmail"), ("@one.example", .email, "notAnEmail"),
        (".a@one.example", .email, "notAnEmail"),
        ("a..b@one.example", .email, "notAnEmail"), ("a b@one.example", .email, "notAnEmail"),
        ("a@-one.example", .email, "notAnEmail"), ("a@one..example", .email, "notAnEmail"),
        ("a@例え..example", .email, "notAnEmail"), ("a@例 え.example", .email, "notAnEmail"),
        ("a@xn--a.example", .email, "notAnEmail"), ("例_え.example", .domainIdentifier, "notADomain"),
        ("会社.支店", .text(TextBounds(max: 63, pattern: .label)), "notALabel"),
        ("<a@one.example>", .email, "notAnEmail"), ("com", .domainIdentifier, "notADomain"),
        ("-x.example.com", .domainIdentifier, "notADomain"), ("a.b.c.d.e.f.g.h.i.j.k", .domainIdentifier, "notADomain"),
        ("one.example.", .domainIdentifier, "notADomain"), ("a_b.example", .domainIdentifier, "notADomain"),
        ("0", phone, "notAPhone"), ("call me", phone, "notAPhone"), ("((((((", phone, "notAPhone"),
        ("100@", .text(TextBounds(max: 12, pattern: .postalCode)), "notAPostalCode"),
        ("Japan", .text(TextBounds(max: 2, pattern: .country)), "notACountry"),
        ("a.b", .text(TextBounds(max: 63, pattern: .label)), "notALabel"),
        ("1a", .text(TextBounds(max: 9, pattern: .digits)), "notDigits"),
        ("1.5", .integer(min: 0, max: 9), "notANumber"), ("--1", .integer(min: -9, max: 9), "notANumber"),
        ("ten", .integer(min: 0, max: 9), "notANumber"), ("-", .integer(min: 0, max: 9), "notANumber"),
        ("10", .integer(min: 0, max: 9), "outOfRange"),
        ("99999999999999999999", .integer(min: 0, max: 9), "outOfRange"),
        ("yes", .boolean, "notAnOption"), ("Self", .enumeration(["self"]), "notAnOption"),
        ("2026-02-30", .date, "notADate"),
        ("tomorrow", .timestamp, "notATimestamp"), ("P1M", .duration, "notADuration"),
        ("nobody", .person, "notAnEmail"),
        ("short", .text(TextBounds(min: 10, max: 1_000)), "tooShort"),
        ("too long", .text(TextBounds(max: 7)), "tooLong"),
        (" acc-1", .account, "wrongKind"), ("", FormFixture.line, "required"), (" 　\t", FormFixture.line, "required"),
        ("", .email, "required"), ("", FormFixture.people, "required"),
    ])
    func `name what is wrong`(typed: String, type: ValueType, error: String) {
        #expect(FormFixture.take(.string(typed), as: type) == "x:\(error)")
    }

    @Test(
        arguments: [
            (JSON.boolean(true), ValueType.boolean, "true"), ("true", .boolean, "true"), ("on", .boolean, "true"),
            ("false", .boolean, "false"), (7, .integer(min: 0, max: 9), "7"), ("7", .integer(min: 0, max: 9), "7"),
            ("self", .enumeration(["self"]), "self"), ("a@one.example", .person, #"{"email":"a@one.example"}"#),
            (JSON(members: ["email": "A@ONE.example", "id": "p1"]), .person, #"{"email":"A@one.example","id":"p1"}"#),
            ("P1D", .duration, "P1D"), ("1970-01-01T00:00:00Z", .timestamp, "1970-01-01T00:00:00.000000Z"),
            (5, .boolean, "x:wrongKind"), (5, FormFixture.line, "x:wrongKind"), (true, FormFixture.line, "x:wrongKind"),
            (["a"], .email, "x:wrongKind"), (JSON(members: [:]), .email, "x:wrongKind"),
            (true, .integer(min: 0, max: 1), "x:wrongKind"),
            ("kyoto", FormFixture.address, "x:wrongKind"), (5, FormFixture.people, "x:wrongKind"),
            (.null, .boolean, "x:required"),
            (JSON(members: ["id": "p1"]), .person, "x:wrongKind"),
            (JSON(members: ["email": " "]), .person, "x:notAnEmail"),
            (JSON(members: ["email": "a@one.example", "id": ""]), .person, "x:wrongKind"), ("acc-1", .account, "acc-1"),
            ("i-1", .instance(workflow: "agreement"), "i-1"), ("", .text(TextBounds(min: 0, max: 5)), ""),
        ] as [(JSON, ValueType, String)])
    func `take the kinds of JSON that fit`(json: JSON, type: ValueType, result: String) {
        #expect(FormFixture.take(json, as: type) == result)
    }

    @Test(arguments: [
        ("a@one.example, b@two.example", #"["a@one.example","b@two.example"]"#),
        ("a@one.example、b@two.example；", #"["a@one.example","b@two.example"]"#),
        ("\na@one.example\r\n b@two.example;", #"["a@one.example","b@two.example"]"#),
        ("a@one.example nobody", "x.1:notAnEmail"), ("a@one.example A@ONE.example", "x.1:duplicate"),
        ("a@one.example b@two.example c@one.example", "x:tooMany"), (" , ;", "[]"),
    ])
    func `lists of addresses come as one text`(typed: String, result: String) {
        #expect(FormFixture.take(.string(typed), as: FormFixture.people) == result)
    }

    @Test func `elements and members are named in errors`() {
        #expect(
            FormFixture.take(["a@one.example", "", .null], as: .list(of: .email, min: 0, max: 9))
                == "x.1:notAnEmail x.2:notAnEmail")
        #expect(FormFixture.take(["a", 1], as: .list(of: .boolean, min: 0, max: 9)) == "x.0:notAnOption x.1:wrongKind")
        #expect(FormFixture.take([], as: .list(of: .boolean, min: 1, max: 9)) == "x:tooFew")
        let address = JSON(members: ["country": "JPN", "city": 1, "floor": "2"])
        #expect(
            FormFixture.take(address, as: FormFixture.address)
                == "x.country:notACountry x.city:wrongKind x.floor:unknownField")
        let blank = JSON(members: ["country": "", "city": "", "state": "", "postalCode": ""])
        #expect(
            FormFixture.take(blank, as: FormFixture.address)
                == "x.country:required x.city:required x.postalCode:required")
        #expect(FormFixture.take(blank, as: FormFixture.address, isOptional: true) == "absent")
        #expect(FormFixture.take("", as: .email, isOptional: true) == "absent")
    }

    @Test func `lengths are Unicode scalars and stand in the error`() {
        let error = #expect(throws: FormErrors.self) {
            try FormFixture.single(.text(TextBounds(min: 1, max: 2))).read(
                JSON(members: ["x": "𠮷神e\u{301}"]), in: FormFixture.scope)
        }
        #expect(
            error?.errors == [
                FieldError(field: "x", error: "tooLong", values: ["min": "1", "max": "2", "length": "4"])
            ])
        let range = #expect(throws: FormErrors.self) {
            try FormFixture.single(.integer(min: 1, max: 2)).read(JSON(members: ["x": 3]), in: FormFixture.scope)
        }
        #expect(range?.errors.first?.values == ["min": "1", "max": "2"])
    }

    @Test(arguments: [(254, true), (255, false)])
    func `addresses have at most 254 characters`(length: Int, isTaken: Bool) {
        let label = String(repeating: "a", count: 60)
        let tail = "@\(label).\(label).\(label).example"
        let email = String(repeating: "b", count: length - tail.count - 1) + "c" + tail
        #expect(email.count == length)
        #expect((FormFixture.take(.string(email), as: .email) == email) == isTaken)
    }

    @Test func `nothing of a far too long text is taken for the whole`() {
        let padded = "a@one.example" + String(repeating: " ", count: 5_000) + "b"
        #expect(FormFixture.take(.string(padded), as: .email) == "x:tooLong")
    }

    @Test func `local parts have at most 64 characters`() {
        let local = String(repeating: "a", count: 64)
        #expect(FormFixture.take(.string("\(local)@one.example"), as: .email) == "\(local)@one.example")
        #expect(FormFixture.take(.string("\(local)a@one.example"), as: .email) == "x:notAnEmail")
    }
}
