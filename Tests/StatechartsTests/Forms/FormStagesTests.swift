import Testing

@testable import Statecharts

@Suite struct `stages of a form` {
    private func read(_ json: JSON, in scope: Scope = FormFixture.scope) throws -> Record {
        try FormFixture.request().read(json, in: scope)
    }

    private func faults(_ json: JSON) throws -> [String] {
        let error = try #require(#expect(throws: FormErrors.self) { try read(json) })
        return error.errors.map { "\($0.field ?? ""):\($0.error)" }
    }

    @Test func `give values, defaults and what is derived`() throws {
        let data = try read(JSON(members: ["authority": "self", "accountName": " Example  K.K. ", "approver": .null]))
        #expect(
            data == [
                "authority": .text("self"), "accountName": .text("Example K.K."), "edit": .boolean(false),
                "wantsAccess": .boolean(false), "users": .list([]), "activator": .text("anna@kestrel.example"),
                "identifier": .text("kestrel.example"), "people": .list([]),
            ]
        )
    }

    @Test func `work out values from fields that apply`() throws {
        let data = try read(
            JSON(members: [
                "authority": "other", "approver": "Egain@Webmail.example", "accountName": "A", "edit": "on",
                "prefix": "Lab",
                "domain": "logica.example", "wantsAccess": true, "users": "zab@webmail.example",
            ])
        )
        #expect(data["identifier"] == .text("lab.logica.example"))
        #expect(data["activator"] == .text("Egain@webmail.example"))
        #expect(data["people"] == .list([.text("zab@webmail.example"), .text("anna@kestrel.example")]))
    }

    @Test func `answer with all errors of the first stage that fails`() throws {
        let unreadable = JSON(members: ["authority": "nobody", "more": 1, "users": "x", "accountName": ""])
        #expect(try faults(unreadable) == ["authority:notAnOption", "users.0:notAnEmail", "more:unknownField"])
        let notApplicable = JSON(members: [
            "authority": "self", "approver": "a@one.example", "users": ["b@two.example"], "domain": "one.example",
        ])
        #expect(try faults(notApplicable) == ["approver:notApplicable", "domain:notApplicable", "users:notApplicable"])
        let missing = JSON(members: [
            "authority": "other", "edit": true, "accountName": .string(String(repeating: "a", count: 101)),
            "headquarters": JSON(members: ["city": "Kyoto"]),
        ])
        #expect(
            try faults(missing) == [
                "approver:required", "accountName:tooLong", "domain:required", "headquarters.country:required",
                "headquarters.postalCode:required",
            ]
        )
        #expect(try faults(.array([])) == [":wrongKind"])
        #expect(try faults(JSON(members: [:])) == ["authority:required", "accountName:required"])
    }

    @Test func `take blank text for fields that do not apply`() throws {
        let data = try read(
            JSON(members: ["authority": "self", "accountName": "A", "approver": "", "users": "", "domain": " "]))
        #expect(data["approver"] == nil)
    }

    @Test func `a field that does not apply counts as not sent for those after it`() throws {
        var scope = FormFixture.scope
        scope.facts["isPublic"] = .boolean(true)
        let error = #expect(throws: FormErrors.self) {
            try read(
                JSON(members: ["authority": "self", "accountName": "A", "edit": true, "prefix": "lab"]), in: scope)
        }
        #expect(error?.errors.map(\.field) == ["edit", "prefix"])
        #expect(error?.errors.map(\.error) == ["notApplicable", "notApplicable"])
    }

    @Test func `tell a derived value outside its bounds at the first field that it was made from`() throws {
        let twice = JSON(members: [
            "authority": "other", "approver": "egain@webmail.example", "accountName": "A", "wantsAccess": true,
            "users": "Anna@kestrel.example",
        ])
        #expect(try faults(twice) == ["users:duplicate"])
        let label = String(repeating: "a", count: 63)
        let long = JSON(members: [
            "authority": "self", "accountName": "A", "edit": true, "prefix": .string(label),
            "domain": .string("\(label).\(label).\(label).example"),
        ])
        #expect(try faults(long) == ["prefix:notADomain"])
    }

    @Test func `tell all checks that do not hold`() throws {
        let form = try FormFixture.request()
        var scope = FormFixture.scope
        scope.data = try form.read(
            JSON(members: [
                "authority": "other", "approver": "ANNA@kestrel.example", "accountName": "A", "wantsAccess": true,
                "users": "guna@kestrel.example zab@webmail.example",
            ]),
            in: scope
        )
        #expect(
            form.failedChecks(in: scope) == [
                FieldError(field: "approver", error: "approverIsRequester"),
                FieldError(field: "users", error: "tooManyPeople"),
                FieldError(field: nil, error: "notPublic"),
            ]
        )
        scope.data["authority"] = .text("self")
        scope.data["people"] = .list([])
        scope.facts["isPublic"] = .boolean(true)
        #expect(form.failedChecks(in: scope).isEmpty)
    }

    @Test func `show prefills and defaults first, and what applies`() throws {
        let first = try FormFixture.request().firstValues(in: FormFixture.scope)
        #expect(
            first.values == [
                "accountName": .text("Example K.K."), "edit": .boolean(false), "domain": .text("kestrel.example"),
                "wantsAccess": .boolean(false), "users": .list([]),
            ]
        )
        #expect(
            first.applicable.map(\.field.name) == ["authority", "accountName", "edit", "wantsAccess", "headquarters"])
    }

    @Test func `what a page leaves out as not applicable is never refused as such, whatever looks at what`() throws {
        // each looks at the next one, and the last at the first
        let names = ["a", "b", "c", "d"]
        let environment = TypeEnvironment(
            context: [:], data: Dictionary(uniqueKeysWithValues: names.map { ($0, FieldType(.boolean)) }))
        let items = try zip(names, ["data.b", "!data.c", "data.d || data.a", "!data.a"]).map { name, when in
            Form.Item(
                field: Field(name: name, type: .boolean, defaultValue: .boolean(false)),
                when: try Expression(parsing: when, expecting: .boolean, in: environment))
        }
        let form = Form(name: "f", items: items)
        for bits in 0..<256 {
            // each yes, no, not sent, or not readable
            let sent: [(name: String, value: JSON)] = zip(names, 0...).compactMap { name, place in
                switch bits >> (2 * place) & 3 {
                case 0: (name, .boolean(true))
                case 1: (name, .boolean(false))
                case 2: (name, .string("maybe"))
                case _: nil
                }
            }
            let applicable = Set(form.applicable(to: .object(sent), in: FormFixture.scope).map(\.field.name))
            let left = sent.filter { applicable.contains($0.name) && $0.value.stringValue == nil }
            #expect(throws: Never.self) { try form.read(.object(left), in: FormFixture.scope) }
        }
    }
}
