import Testing

@testable import Statecharts

/// No input ends the process: the test itself is that these runs come back.
@Suite struct `S29 hostile input` {
    static let seed: UInt64 = 20_261_121

    @Test func `the JSON reader comes back from any bytes`() {
        var random = SplitMix64(seed: S29.seed)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "d83d", "\\ude00", "0", "-", "9007199254740991", "1e", ".",
            "true", "é", " ", "\u{0}",
        ]
        var taken = 0
        for round in 0..<20_000 {
            let bytes = round.isMultiple(of: 2) ? random.bytes(upTo: 40) : Array(random.text(of: pieces, upTo: 12).utf8)
            guard let json = try? JSON(parsing: bytes) else { continue }
            taken += 1
            #expect((try? JSON(parsing: json.canonical)) == json, "seed \(S29.seed) round \(round)")
        }
        #expect(taken > 100)
    }

    @Test func `parser and evaluator come back from any expression`() {
        var random = SplitMix64(seed: S29.seed)
        let pieces = [
            "context.kind", "context.note", "data.users", "data.allow[", "facts.isPublic", "caller.email", "now",
            "person", "'x'",
            "\"", "'", "1", "9007199254740991",
            " && ", " || ", "!", " == ", " != ", " < ", " in ", " + ", " - ", " ? ", " : ", "(", ")", "[", "]", ",",
            ".", "has(", "size(",
            ".exists(n, ", ".map(n, n)", ".orValue(", "duration('P1D')", "in('active')", "\\", "é", "𠮷", "\u{0}",
            "\r\n", "true", "-",
        ]
        var taken = 0
        for round in 0..<20_000 {
            let text =
                round.isMultiple(of: 4)
                ? String(decoding: random.bytes(upTo: 30), as: UTF8.self) : random.text(of: pieces, upTo: 8)
            guard let expression = try? ExpressionFixture.expression(text, mayBeAbsent: true) else { continue }
            taken += 1
            let value = expression.value(in: ExpressionFixture.scope)
            #expect(value != nil || expression.mayBeAbsent, "seed \(S29.seed) round \(round): \(text)")
            _ = expression.value(in: Scope(context: [:], now: Timestamp(microseconds: .min)))
        }
        #expect(taken > 100)
    }

    @Test func `a form comes back from anything and stores only what its types accept`() throws {
        var random = SplitMix64(seed: S29.seed)
        let form = try FormFixture.request()
        let pieces = [
            "a", "@", ".", "one.example", "anna@one.example", "-", "ー", "。", "，", " ", "\n", "\u{202E}", "神",
            "e\u{301}", "👩‍👧", "0", "９", "self", "on",
        ]
        let names = form.items.map(\.field.name) + ["more", "é", ""]
        var taken = 0
        for round in 0..<20_000 {
            var members: [(name: String, value: JSON)] = [(name: "accountName", value: .string("A"))]
            members.append((name: "authority", value: Bool.random(using: &random) ? "self" : "other"))
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let text = random.text(of: pieces, upTo: 6)
                let values: [JSON] = [
                    .string(text), [.string(text)], JSON(members: ["city": .string(text)]), true, 1, .null,
                ]
                let value = values.randomElement(using: &random) ?? .null
                members.append((name: names.randomElement(using: &random) ?? "", value: value))
            }
            guard let data = try? form.read(.object(members), in: FormFixture.scope) else { continue }
            taken += 1
            for item in form.items {
                guard let value = data[item.field.name] else { continue }
                #expect(item.field.type.violation(of: value) == nil, "seed \(S29.seed) round \(round)")
            }
        }
        #expect(taken > 100)
    }

    @Test func `S28 long text is read in time that grows with its length only`() {
        let types: [ValueType] =
            [
                .email, .domainIdentifier, FormFixture.line, FormFixture.people, .integer(min: 0, max: 1), .date,
                .timestamp, .duration,
                .person, .boolean, .enumeration(["a"]), .text(TextBounds(max: 1_000, isMultiline: true)),
            ] + TextBounds.Pattern.allCases.map { .text(TextBounds(max: 30, pattern: $0)) }
        let hostile = ["a", "@", ".", "-", "ー", " ", "a@", "\u{301}", "１", "\u{FDFA}", "a@b,"].map {
            String(repeating: $0, count: 100_000 / $0.utf8.count)
        }
        let clock = ContinuousClock()
        for type in types {
            for text in hostile {
                let time = clock.measure { _ = FormFixture.take(.string(text), as: type) }
                // Ten milliseconds are the promise of the release build; what is quadratic would need minutes.
                #expect(time < .seconds(2), "\(type) \(text.prefix(3))")
            }
        }
    }
}

private typealias S29 = `S29 hostile input`
