import Testing

@testable import Statecharts

@Suite struct `C35 what is not ours is refused at the border` {
    @Test(arguments: [
        (#""a\u0000b""#, "U+0000"), ("\"a\u{0}b\"", "control"), (#""\ud800""#, "surrogate"),
        (#""\udc00""#, "surrogate"), (#""\ud800x""#, "surrogate"), (#""\ud800\u0041""#, "surrogate"),
        ("9007199254740992", "2^53"), ("-9007199254740992", "2^53"), ("99999999999999999999999", "2^53"),
        ("1.0", "integer"), ("1e3", "integer"), ("1E3", "integer"), ("-0.5", "integer"),
        (#"{"a":1,"a":2}"#, "twice"), (#"{"a":1,"\u0061":2}"#, "twice"), ("01", "leading"), ("-", "digit"),
        ("", "ends"), (" ", "ends"), ("tru", "begin"), ("nul", "begin"), ("[1,]", "begin"), ("[1", "','"),
        (#"{"a"}"#, "':'"), (#"{"a":1,}"#, "name"), ("{1:2}", "name"), ("1 2", "more text"), (#""a"#, "no end"),
        (#""\x""#, "escape"), (#""\u12g4""#, "hexadecimal"), ("'a'", "begin"), ("NaN", "begin"), ("\"\t\"", "control"),
        (String(repeating: "[", count: 33) + String(repeating: "]", count: 33), "levels"), ("\u{FEFF}1", "begin"),
    ])
    func `is refused with its reason`(text: String, reason: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.message.contains(reason) == true, "\(text): \(error?.message ?? "")")
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    }

    @Test func `the offset is where the second name stands`() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: #"{"a":1, "a":2}"#) }
        #expect(error?.offset == 8)
    }

    @Test func `names that look alike but differ in bytes are two names`() throws {
        let object = try JSON(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func `a name that stands twice among many is found`() {
        let members = (0..<40).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(throws: JSONError.self) { try JSON(parsing: "{\(members),\"n3\":1}") }
        #expect(throws: JSONError.self) { try JSON(parsing: "{\(members),\"n39\":1}") }
    }

    @Test func `the largest integers and 32 levels are taken`() throws {
        #expect(try JSON(parsing: "9007199254740991").integerValue == 9_007_199_254_740_991)
        #expect(try JSON(parsing: "-9007199254740991").integerValue == -9_007_199_254_740_991)
        #expect(try JSON(parsing: "-0").integerValue == 0)
        _ = try JSON(parsing: String(repeating: "[", count: 32) + String(repeating: "]", count: 32))
    }

    @Test func `accessors give what is there and nothing else`() throws {
        let json = try JSON(parsing: #"{"s":"t","i":7,"b":true,"n":null,"a":[1,2],"p":"\ud83d\ude00"}"#)
        #expect(json["s"]?.stringValue == "t")
        #expect(json["i"]?.integerValue == 7)
        #expect(json["b"]?.booleanValue == true)
        #expect(json["n"]?.isNull == true)
        #expect(json["a"]?[1] == 2)
        #expect(json["a"]?[2] == nil)
        #expect(json["p"]?.stringValue == "😀")
        #expect(json["missing"] == nil)
        #expect(json["s"]?.integerValue == nil)
    }
}

@Suite struct `C38 canonical JSON by RFC 8785` {
    @Test func `names sort by UTF-16 code units`() {
        // U+1F600 is two surrogates (D83D DE00) and stands before U+FB33, though its code point is larger.
        let json = JSON(members: [
            "\u{20AC}": 1, "\r": 2, "\u{FB33}": 3, "1": 4, "\u{1F600}": 5, "\u{80}": 6, "\u{F6}": 7, "1a": 8, "": 9,
        ])
        #expect(
            json.canonicalText
                == "{\"\":9,\"\\r\":2,\"1\":4,\"1a\":8,\"\u{80}\":6,\"\u{F6}\":7,\"\u{20AC}\":1,\"\u{1F600}\":5,\"\u{FB33}\":3}"
        )
    }

    @Test(arguments: [
        ("\u{8}\t\n\u{C}\r\"\\", #""\b\t\n\f\r\"\\""#), ("\u{0}\u{1F}\u{B}", #""\u0000\u001f\u000b""#),
        ("/\u{7F}é€😀", "\"/\u{7F}é€😀\""), ("", "\"\""), ("\r\n", #""\r\n""#),
    ])
    func `strings have these escapes and no others`(text: String, expected: String) {
        #expect(JSON.string(text).canonicalText == expected)
    }

    @Test func `the order of members does not count, the rest does`() throws {
        #expect(try JSON(parsing: #"{"a":1,"b":[2,null]}"#) == JSON(parsing: #" { "b" : [ 2 , null ] , "a" : 1 } "#))
        #expect(try JSON(parsing: "[1,2]") != JSON(parsing: "[2,1]"))
        #expect(JSON.string("\u{E9}") != JSON.string("e\u{301}"))
        #expect(JSON.integer(-17).canonicalText == "-17")
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `what is written is read again as the same`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let json = random.json(depth: 4)
        #expect(try JSON(parsing: json.canonical) == json, "seed \(seed)")
        #expect(try JSON(parsing: json.canonical).canonical == json.canonical, "seed \(seed)")
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `values write the same bytes straight and by way of the tree`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let type = random.valueType(depth: 3)
        let value = random.value(of: type)
        #expect(value.canonical == JSON(value).canonical, "seed \(seed)")
        #expect(try Value(JSON(parsing: value.canonical), as: type) == value, "seed \(seed)")
        let record: Record = ["a": value, "\u{1F600}": .boolean(true), "\u{FB33}": .integer(1)]
        #expect(record.canonical == JSON(record).canonical, "seed \(seed)")
    }
}

extension SplitMix64 {
    private static let pieces = [
        "a", "Z", "\"", "\\", "\n", "\r\n", "é", "e\u{301}", "神", "😀", "\u{FB33}", "/", "\u{1}", " ",
    ]

    mutating func json(depth: Int) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 5 : 3), using: &self) {
        case 0: .null
        case 1: .boolean(Bool.random(using: &self))
        case 2: .integer(Int64.random(in: -Value.integerMax...Value.integerMax, using: &self))
        case 3: .string(text(of: SplitMix64.pieces, upTo: 12))
        case 4: .array((0..<Int.random(in: 0...4, using: &self)).map { _ in json(depth: depth - 1) })
        default:
            .object(
                (0..<Int.random(in: 0...20, using: &self)).map { index in
                    (name: text(of: SplitMix64.pieces, upTo: 3) + "\(index)", value: json(depth: depth - 1))
                }
            )
        }
    }

    mutating func valueType(depth: Int) -> ValueType {
        let leaves: [ValueType] = [
            .text(TextBounds(max: 50, isMultiline: true)), .email, .boolean, .date, .timestamp, .duration, .person,
            .account,
            .integer(min: -Value.integerMax, max: Value.integerMax), .enumeration(["a", "b"]), .domainIdentifier,
        ]
        switch Int.random(in: 0...(depth > 0 ? 6 : 3), using: &self) {
        case 4: return .list(of: valueType(depth: depth - 1), min: 0, max: 5)
        case 5:
            let count = Int.random(in: 1...5, using: &self)
            return .record((0..<count).map { Field(name: "f\($0)", type: valueType(depth: depth - 1)) })
        case 6:
            return .map(
                MapType(
                    list: "names", key: .text(TextBounds(max: 60)), max: 4, element: valueType(depth: depth - 1),
                    defaultValue: .boolean(false)))
        default: return leaves[Int.random(in: 0..<leaves.count, using: &self)]
        }
    }

    mutating func value(of type: ValueType) -> Value {
        switch type {
        case .text, .account, .instance: .text(text(of: SplitMix64.pieces, upTo: 8))
        case .email: .text("a@one.example")
        case .domainIdentifier: .text("one.example")
        case .boolean: .boolean(Bool.random(using: &self))
        case .integer(let min, let max): .integer(Int64.random(in: min...max, using: &self))
        case .enumeration(let options): .text(options.randomElement(using: &self) ?? "")
        case .date: .text(CivilDate(daysSince1970: Int64.random(in: -100_000...100_000, using: &self)).iso8601)
        case .timestamp:
            .timestamp(Timestamp(microseconds: .random(in: -Value.integerMax...Value.integerMax, using: &self)))
        case .duration: .duration(Span(microseconds: .random(in: -Value.integerMax...Value.integerMax, using: &self)))
        case .list(of: let element, min: _, max: let max):
            .list((0..<Int.random(in: 0...max, using: &self)).map { _ in value(of: element) })
        case .record(let fields):
            .record(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, value(of: $0.type)) }))
        case .map(let map):
            .record(
                Dictionary(
                    (0..<Int.random(in: 0...map.max, using: &self)).map { _ in
                        (text(of: SplitMix64.pieces, upTo: 4), value(of: map.element))
                    }
                ) { first, _ in first })
        case .person: .person(PersonReference(id: Bool.random(using: &self) ? "p1" : nil, email: "a@one.example"))
        }
    }
}
