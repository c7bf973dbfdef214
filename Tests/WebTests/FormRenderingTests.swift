import Statecharts
import Testing

@testable import Web

@Suite struct `Drawing a form` {
    @Test(arguments: [
        ("a", ValueType.text(TextBounds(max: 9)), FormWidget.line(type: "text", mode: nil, autocomplete: nil)),
        ("accountName", .text(TextBounds(max: 9)), .line(type: "text", mode: nil, autocomplete: "organization")),
        ("a", .text(TextBounds(max: 9, isMultiline: true)), .area(max: 9)),
        ("a", .text(TextBounds(max: 9, pattern: .phone)), .line(type: "tel", mode: "tel", autocomplete: "tel")),
        (
            "a", .text(TextBounds(max: 9, pattern: .postalCode)),
            .line(type: "text", mode: nil, autocomplete: "postal-code")
        ),
        ("a", .text(TextBounds(max: 2, pattern: .country)), .line(type: "text", mode: nil, autocomplete: "country")),
        ("a", .text(TextBounds(max: 9, pattern: .digits)), .line(type: "text", mode: "numeric", autocomplete: nil)),
        ("a", .email, .line(type: "email", mode: "email", autocomplete: "email")),
        ("a", .domainIdentifier, .line(type: "text", mode: "url", autocomplete: nil)), ("a", .boolean, .checkbox),
        ("a", .integer(min: 0, max: 9), .line(type: "text", mode: "numeric", autocomplete: nil)),
        ("a", .enumeration(["a", "b", "c", "d", "e"]), .radios(["a", "b", "c", "d", "e"])),
        ("a", .enumeration(["a", "b", "c", "d", "e", "f"]), .select(["a", "b", "c", "d", "e", "f"])),
        ("a", .date, .line(type: "date", mode: nil, autocomplete: nil)),
        ("a", .list(of: .email, min: 0, max: 2), .area(max: nil)),
        ("a", .list(of: .enumeration(["a"]), min: 0, max: 2), .boxes(["a"])),
        ("textHash", .text(TextBounds(max: 64)), .document),
    ]) func `U6 the type decides the widget`(name: String, type: ValueType, widget: FormWidget) {
        #expect(FormWidget(Field(name: name, type: type)) == widget)
    }

    private func drawing(
        _ language: Language = .en, _ typed: [String: String] = [:], _ errors: [FieldError] = [],
        suggested: Record = [:]
    ) async throws -> FormRendering {
        let world = try await WebWorld()
        let pairs = typed.map { FormFields.Pair(name: $0.key, value: $0.value) }
        return FormRendering(
            words: Words(world.texts, in: language), workflow: "account-request", form: "submit", event: "submit",
            typed: TypedValues(FormFields(pairs)), errors: errors, suggested: TypedValues(suggested))
    }

    private static let address = Field(
        name: "headquarters",
        type: .record(
            ["country", "line1", "line2", "city", "state", "postalCode"].map {
                Field(name: $0, type: .text(TextBounds(max: 100)))
            }))

    @Test func `U3 an error stands on top with a link and at the field in the same words`() async throws {
        let errors = [
            FieldError(field: "headquarters.city", error: "required"),
            FieldError(field: "accountName", error: "tooLong", values: ["max": "100", "length": "101"]),
            FieldError(field: nil, error: "identifierTaken"),
        ]
        let drawing = try await drawing(.en, ["accountName": "x"], errors)
        let fields = [Field(name: "accountName", type: .text(TextBounds(max: 100))), Self.address]
        guard case .list(let lines)? = drawing.summary(of: fields)["items"] else {
            Issue.record("no summary")
            return
        }
        #expect(lines.map { $0["href"] } == ["#field-headquarters-city", "#field-accountName", false])
        #expect(lines[0]["label"] == "City")
        #expect(lines[1]["text"] == "Write at most 100 characters. Now there are 101.")
        let drawn = drawing.fields(fields)
        #expect(drawn[0]["isWrong"] == true)
        #expect(drawn[0]["faults"]?["items"] == .list([lines[1]["text"] ?? false]))
        #expect(drawn[0]["describedBy"] == "field-accountName-hint field-accountName-error")
        #expect(drawn[1]["isWrong"] == false)
    }

    @Test func `U19 a Japanese address goes from the postal code downwards`() async throws {
        for (language, first) in [(Language.ja, "headquarters.postalCode"), (.en, "headquarters.line1")] {
            let drawn = try await drawing(language).fields([Self.address])
            guard case .list(let inner)? = drawn[0]["group"]?["items"] else {
                Issue.record("no group")
                continue
            }
            #expect(inner[0]["name"] == "headquarters.country")
            #expect(inner[1]["name"] == .text(first))
            #expect(inner.count == 6)
        }
    }

    @Test func `a choice that the product has made is told, and asked only when it is wrong`() async throws {
        let kind = Field(name: "kind", type: .enumeration(["standard", "limited"]), isOptional: true)
        let made: Record = ["kind": .text("limited")]
        let told = try await drawing(.en, ["kind": "limited"], suggested: made).fields([kind])
        #expect(told[0]["fact"]?["text"] == "Limited account")
        #expect(told[0]["radios"] == false)
        let fault = [FieldError(field: "kind", error: "useStandard")]
        let wrong = try await drawing(.en, ["kind": "limited"], fault, suggested: made).fields([kind])
        let chosen = try await drawing(.en, ["kind": "limited"]).fields([kind])
        for asked in [wrong, chosen] {
            #expect(asked[0]["fact"] == false)
            #expect(asked[0]["radios"] != false)
        }
    }

    @Test func `a map has a row per element, and asks nothing without one`() async throws {
        let map = MapType(list: "people", key: .email, max: 9, element: .boolean, defaultValue: .boolean(true))
        let allow = Field(name: "allow", type: .map(map))
        let typed = ["allow.b@two.example": "false", "allow.a@one.example": "true"]
        let fault = [FieldError(field: "allow.1", error: "notAnOption")]
        let drawn = try await drawing(.en, typed, fault).fields([allow])
        #expect(drawn[0]["isWrong"] == true)
        guard case .list(let rows)? = drawn[0]["group"]?["items"] else {
            Issue.record("no rows")
            return
        }
        #expect(rows.map { $0["name"] } == ["allow.a@one.example", "allow.b@two.example"])
        #expect(rows.map { $0["label"] } == ["a@one.example", "b@two.example"])
        #expect(rows.map { $0["checkbox"]?["isChecked"] } == [true, false])
        #expect(rows.allSatisfy { $0["isRow"] == true })
        #expect(try await drawing().fields([allow]).isEmpty)
    }

    @Test func `an element of a list is wrong at the list's one box`() async throws {
        let users = Field(name: "users", type: .list(of: .email, min: 0, max: 2))
        let fault = [FieldError(field: "users.1", error: "notAnEmail")]
        let drawn = try await drawing(.en, ["users": "a@one.example、 b@ ;c"], fault).fields([users])
        #expect(drawn[0]["isWrong"] == true)
        let told = "b@: Enter one e-mail address, such as name@company.example."
        #expect(drawn[0]["faults"]?["items"] == .list([.text(told)]))
    }

    @Test(arguments: [
        ("12345", "At most 9 characters. 4 are left."), ("12\r\n4", "At most 9 characters. 5 are left."),
        ("1234567890１２", "At most 9 characters. 3 are too many."), (" \n", "At most 9 characters."),
        ("か\u{3099}か\u{3099}", "At most 9 characters. 5 are left."),
    ])
    func `U6 a long text says what is left of its bound`(text: String, hint: String) async throws {
        let note = Field(name: "note", type: .text(TextBounds(max: 9, isMultiline: true)))
        let drawn = try await drawing(.en, ["note": text]).fields([note])
        #expect(drawn[0]["hint"] == .text(hint))
    }
}
