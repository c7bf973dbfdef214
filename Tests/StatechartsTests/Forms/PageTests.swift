import Testing

@testable import Statecharts

/// All pages together are one event; a page that does not apply takes its fields along (`format.md` section 5).
@Suite struct `Pages of a form` {
    /// The request's form, with the fields of the other's authority on a page of their own.
    private func form() throws -> Form {
        var form = try FormFixture.request()
        form.pages = [
            Form.Page(name: "first", fields: ["authority", "approver", "accountName", "edit", "prefix", "domain"]),
            Form.Page(
                name: "users",
                when: try FormFixture.expression("data.authority == 'other' && !facts.isPublic", .boolean),
                fields: ["wantsAccess", "users"]),
            Form.Page(
                name: "place", when: try FormFixture.expression("data.wantsAccess", .boolean), fields: ["headquarters"]),
        ]
        return form
    }

    private func faults(_ json: JSON, in scope: Scope = FormFixture.scope) throws -> [String] {
        let form = try form()
        let error = try #require(#expect(throws: FormErrors.self) { try form.read(json, in: scope) })
        return error.errors.map { "\($0.field ?? ""):\($0.error)" }
    }

    @Test func `one command brings all of them at once`() throws {
        let address = JSON(members: ["country": "JP", "city": "Kyoto", "postalCode": "600-8216"])
        let data = try form().read(
            JSON(members: [
                "authority": "other", "approver": "b@two.example", "accountName": "A", "wantsAccess": true,
                "users": "zab@webmail.example", "headquarters": address,
            ]), in: FormFixture.scope)
        #expect(data["users"] == .list([.text("zab@webmail.example")]))
        #expect(data["headquarters"] != nil)
    }

    @Test func `fields of a page that does not apply are refused, and have their default when not sent`() throws {
        let sent = JSON(members: [
            "authority": "self", "accountName": "A", "wantsAccess": true, "users": "a@one.example",
        ])
        #expect(try faults(sent) == ["wantsAccess:notApplicable", "users:notApplicable"])
        let data = try form().read(JSON(members: ["authority": "self", "accountName": "A"]), in: FormFixture.scope)
        #expect(data["wantsAccess"] == .boolean(false) && data["users"] == .list([]) && data["headquarters"] == nil)
    }

    @Test func `a page's condition sees what an earlier page has left out`() throws {
        let address = JSON(members: ["country": "JP", "city": "Kyoto", "postalCode": "600-8216"])
        let sent = JSON(members: [
            "authority": "self", "accountName": "A", "wantsAccess": true, "headquarters": address,
        ])
        #expect(try faults(sent) == ["wantsAccess:notApplicable", "headquarters:notApplicable"])
    }

    @Test func `a field's own condition is asked as well`() throws {
        let sent = JSON(members: ["authority": "self", "accountName": "A", "prefix": "lab"])
        #expect(try faults(sent) == ["prefix:notApplicable"])
    }

    @Test func `a page's condition may ask a fact`() throws {
        var scope = FormFixture.scope
        scope.facts["isPublic"] = .boolean(true)
        let sent = JSON(members: [
            "authority": "other", "approver": "b@two.example", "accountName": "A", "users": "a@one.example",
        ])
        #expect(try faults(sent, in: scope) == ["users:notApplicable"])
    }

    @Test func `what is shown first leaves such pages out`() throws {
        let first = try form().firstValues(in: FormFixture.scope)
        #expect(first.applicable.map(\.field.name) == ["authority", "accountName", "edit"])
        #expect(first.values["wantsAccess"] == .boolean(false))
    }
}
