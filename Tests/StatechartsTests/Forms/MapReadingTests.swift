import Testing

@testable import Statecharts

/// One row per element of a list of the context (`format.md` sections 3 and 5).
@Suite struct `Reading a map` {
    static let allow = ValueType.map(
        MapType(list: "nominees", key: .email, max: 5, element: .boolean, defaultValue: .boolean(true)))

    private static func scope(_ nominees: [String] = ["Anna@kestrel.example", "zab@webmail.example"]) -> Scope {
        Scope(context: ["nominees": .list(nominees.map { .text($0) })], now: Timestamp(microseconds: 0))
    }

    private func form(_ type: ValueType = allow) -> Form {
        Form(name: "f", items: [.init(field: Field(name: "allow", type: type, defaultValue: .record([:])))])
    }

    private func take(_ json: JSON, as type: ValueType = allow, in scope: Scope = scope()) -> String {
        do {
            let data = try form(type).read(json, in: scope)
            return data["allow"].map { JSON($0).canonicalText } ?? "absent"
        } catch {
            return error.errors.map { "\($0.field ?? ""):\($0.error)" }.joined(separator: " ")
        }
    }

    @Test(arguments: [
        (#"{}"#, #"{"Anna@kestrel.example":true,"zab@webmail.example":true}"#),
        (#"{"allow": null}"#, #"{"Anna@kestrel.example":true,"zab@webmail.example":true}"#),
        (#"{"allow": {}}"#, #"{"Anna@kestrel.example":true,"zab@webmail.example":true}"#),
        (
            #"{"allow": {"zab@webmail.example": false}}"#, #"{"Anna@kestrel.example":true,"zab@webmail.example":false}"#
        ),
        (
            #"{"allow": {"ANNA@KESTREL.example": "false", "zab@webmail.example": null}}"#,
            #"{"Anna@kestrel.example":false,"zab@webmail.example":true}"#
        ),
    ])
    func `gives every element of the list its entry, under the name that the list has for it`(
        sent: String, expected: String
    ) throws {
        #expect(take(try JSON(parsing: sent)) == expected)
    }

    @Test(arguments: [
        (#"{"allow": {"guna@kestrel.example": true}}"#, "allow.guna@kestrel.example:notAnOption"),
        (#"{"allow": {"nobody": true, "": false}}"#, "allow.nobody:notAnOption allow.:notAnOption"),
        (#"{"allow": {"zab@webmail.example": "perhaps"}}"#, "allow.1:notAnOption"),
        (#"{"allow": {"zab@webmail.example": 1}}"#, "allow.1:wrongKind"),
        (#"{"allow": {"zab@webmail.example": true, "ZAB@webmail.example": true}}"#, "allow.1:duplicate"),
        (#"{"allow": true}"#, "allow:wrongKind"), (#"{"allow": []}"#, "allow:wrongKind"),
        (#"{"allow": "on"}"#, "allow:wrongKind"),
    ])
    func `refuses entries for nobody in the list, and names the others by their number`(
        sent: String, expected: String
    ) throws {
        #expect(take(try JSON(parsing: sent)) == expected)
    }

    @Test func `knows nobody where the list is absent or empty`() throws {
        let sent = try JSON(parsing: #"{"allow": {"zab@webmail.example": true}}"#)
        for scope in [Self.scope([]), Scope(context: [:], now: Timestamp(microseconds: 0))] {
            #expect(take(JSON(members: [:]), in: scope) == "{}")
            #expect(take(sent, in: scope) == "allow.zab@webmail.example:notAnOption")
        }
    }

    @Test func `holds entries to the bounds of their type`() throws {
        let type = ValueType.map(
            MapType(
                list: "nominees", key: .email, max: 5, element: .text(TextBounds(min: 1, max: 3)),
                defaultValue: .text("a")))
        let sent = try JSON(parsing: #"{"allow": {"zab@webmail.example": "long", "anna@kestrel.example": "b"}}"#)
        #expect(take(sent, as: type) == "allow.1:tooLong")
        #expect(
            take(JSON(members: [:]), as: type) == #"{"Anna@kestrel.example":"a","zab@webmail.example":"a"}"#)
    }

    @Test(arguments: [
        (ValueType.integer(min: 0, max: 99), Value.integer(7), "7"), (.enumeration(["red"]), .text("red"), "red"),
        (.person, .person(PersonReference(id: "p1", email: "a@one.example")), "A@one.example"),
        (.domainIdentifier, .text("one.example"), "ONE.example"), (.account, .text("acc-1"), "acc-1"),
        (.date, .text("2026-02-28"), "2026-02-28"),
    ])
    func `is by any element that has a name`(key: ValueType, element: Value, typed: String) throws {
        let type = ValueType.map(
            MapType(list: "nominees", key: key, max: 5, element: .boolean, defaultValue: .boolean(false)))
        let scope = Scope(context: ["nominees": .list([element])], now: Timestamp(microseconds: 0))
        let name = try #require(MapType.name(of: element))
        let sent = JSON.object([("allow", .object([(typed, .boolean(true))]))])
        #expect(take(sent, as: type, in: scope) == JSON.object([(name, .boolean(true))]).canonicalText)
    }

    @Test func `shows all defaults first`() {
        let first = form().firstValues(in: Self.scope())
        #expect(
            first.values["allow"]
                == .record(["Anna@kestrel.example": .boolean(true), "zab@webmail.example": .boolean(true)]))
    }

    @Test func `is stored and read as an object, within as many entries as the list may have elements`() throws {
        let value = Value.record(["a@one.example": .boolean(false), "b@two.example": .boolean(true)])
        #expect(Value(try JSON(parsing: value.canonical), as: Self.allow) == value)
        #expect(Value(try JSON(parsing: #"{"a@one.example":"no"}"#), as: Self.allow) == nil)
        #expect(Value(JSON.array([]), as: Self.allow) == nil)
        #expect(Self.allow.violation(of: value) == nil)
        #expect(Self.allow.violation(of: .record(["a@one.example": .text("no")])) == "wrongKind")
        let six = Dictionary(uniqueKeysWithValues: (1...6).map { ("\($0)@one.example", Value.boolean(true)) })
        #expect(Self.allow.violation(of: .record(six)) == "tooMany")
        #expect(Self.allow.violation(of: .list([])) == "wrongKind")
        #expect(Self.allow.accepts(Self.allow.first))
    }

    @Test func `is personal by whom it is about`() {
        #expect(Field(name: "allow", type: Self.allow).isPersonal)
        let counts = MapType(list: "n", key: .account, max: 5, element: .boolean, defaultValue: .boolean(true))
        #expect(!Field(name: "allow", type: .map(counts)).isPersonal)
    }

    /// The seed is printed with the round that fails.
    @Test func `what is taken has exactly the list's elements, whatever was sent`() throws {
        let seed: UInt64 = 20_261_122
        var random = SplitMix64(seed: seed)
        let people = ["a@one.example", "A@one.example", "b@two.example", "c@three.example", "nobody", ""]
        let values: [JSON] = [true, false, "on", "x", .null, 1, .array([])]
        var taken = 0
        for round in 0..<5_000 {
            let list = Array(
                Set(["a@one.example", "b@two.example", "C@three.example"].shuffled(using: &random).prefix(2)))
            let scope = Self.scope(list)
            var members: [(name: String, value: JSON)] = []
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let name = people.randomElement(using: &random) ?? ""
                if members.contains(where: { $0.name == name }) { continue }
                members.append((name: name, value: values.randomElement(using: &random) ?? .null))
            }
            guard let data = try? form().read(.object([("allow", .object(members))]), in: scope),
                case .record(let record)? = data["allow"]
            else { continue }
            taken += 1
            #expect(Set(record.keys) == Set(list), "seed \(seed) round \(round)")
            #expect(Self.allow.violation(of: .record(record)) == nil, "seed \(seed) round \(round)")
            for (name, value) in record {
                let sent = members.first { $0.name.lowercased() == name.lowercased() }?.value
                #expect(value == .boolean(sent != false), "seed \(seed) round \(round)")
            }
        }
        #expect(taken > 500)
    }
}
