import Testing

@testable import Statecharts

@Suite struct `faults of expressions` {
    @Test(arguments: [
        ("", "E041", 0), ("1 +", "E041", 3), ("(1", "E041", 2), ("1 2", "E041", 2), ("a = b", "E041", 2),
        ("1 * 2", "E041", 2),
        ("'abc", "E041", 0), ("'a\\x'", "E041", 2), ("99999999999999999", "E041", 0), ("1 == 1 == 1", "E041", 7),
        ("!!true", "E041", 1), ("#", "E041", 0), ("context.", "E041", 8),
        ("true ? 1", "E041", 8), ("in", "E041", 0), ("a & b", "E041", 2), ("f(1,)", "E041", 4), ("1.5", "E041", 2),
        ("1 + true", "E042", 2), ("context.kind == 'standrd'", "E042", 16), ("'a' == 1", "E042", 0), ("!1", "E042", 1),
        ("context.accountName == context.account", "E042", 20), ("context.day == '2026-02-30'", "E042", 15),
        ("data.email == 'nobody'", "E042", 14), ("context.identifier == 'com'", "E042", 22), ("context", "E042", 0),
        ("context.kind < 'x'", "E042", 15), ("true < false", "E042", 5), ("now + now", "E042", 4),
        ("has(1)", "E042", 4),
        ("size(1)", "E042", 5), ("1 in 2", "E042", 5), ("[]", "E042", 0), ("duration('P1Y')", "E042", 9),
        ("-'a'", "E042", 1),
        ("duration(context.kind)", "E042", 17), ("timestamp(context.day, '24:00', 'UTC')", "E042", 23),
        ("lower(1)", "E042", 6), ("size()", "E042", 0), ("has(context.note, 1)", "E042", 0), ("now.day", "E042", 4),
        ("context.nominees.exists(1, true)", "E042", 24), ("context.nominees.exists(now, true)", "E042", 24),
        ("context.account.email", "E042", 16), ("domainOf(context.requester)", "E042", 17),
        ("(1).orValue(2)", "E042", 4),
        ("context.note == 'x'", "E043", 8), ("context.note", "E043", 8), ("size(context.note)", "E043", 13),
        ("context.headquarters.city == 'x'", "E043", 21), ("data.approver == caller.email", "E043", 5),
        ("data.agreed && true", "E043", 5), ("context.seat.state == 'x'", "E043", 13),
        ("now < context.mailedAt + duration('P1D')", "E043", 14),
        ("context.many.exists(a, context.many.exists(b, a == b))", "E044", 13),
        ("data.users.all(a, data.users.all(b, data.users.all(c, true)))", "E044", 47),
        ("person2", "E045", 0), ("caller.name", "E045", 7), ("contxt.kind", "E045", 0), ("caler.email", "E045", 0),
        ("context.knd == 'a'", "E013", 8), ("context.seat.cty == 'a'", "E013", 13),
        ("data.emal == caller.email", "E014", 5),
        ("facts.isPublc", "E015", 6), ("sise(context.nominees)", "E021", 0), ("context.note.orValu('x')", "E021", 13),
        ("in('actve')", "E012", 3),
    ])
    func `are told by code and place`(text: String, code: String, offset: Int) {
        let error = #expect(throws: ExpressionError.self) { try ExpressionFixture.expression(text) }
        #expect(error?.code == code, "\(text): \(error?.message ?? "")")
        #expect(error?.offset == offset, "\(text): \(error?.message ?? "")")
    }

    @Test(arguments: [
        ("context.kind == 'standrd'", "standard"), ("contxt.kind", "context"), ("context.knd == 'a'", "kind"),
        ("data.emal == caller.email", "email"), ("facts.isPublc", "isPublic"), ("sise(context.nominees)", "size"),
        ("context.note.orValu('x')", "orValue"), ("in('actve')", "active"), ("context.seat.cty == 'a'", "city"),
    ])
    func `suggest the nearest name`(text: String, suggestion: String) {
        let error = #expect(throws: ExpressionError.self) { try ExpressionFixture.expression(text) }
        #expect(error?.suggestion == suggestion)
    }

    @Test(arguments: ["data.email", "caller.email", "facts.isPublic", "in('active')"])
    func `names that the place does not have are E045`(text: String) {
        let error = #expect(throws: ExpressionError.self) {
            try ExpressionFixture.expression(text, in: TypeEnvironment())
        }
        #expect(error?.code == "E045")
        #expect(error?.offset == 0)
    }

    @Test func `offsets count bytes`() {
        let error = #expect(throws: ExpressionError.self) { try ExpressionFixture.expression("'é神' == context.knd") }
        #expect(error?.offset == 19)
    }

    @Test(arguments: [
        ("1", ValueType.boolean), ("data.email", .text(TextBounds(max: 9))), ("context.requester", .email),
        ("facts.status", .enumeration(["free"])), ("'x'", .person),
        ("context.child", .instance(workflow: "invitation")),
        ("context.account", .text(TextBounds(max: 9))),
        ("context.seat", .record([Field(name: "city", type: .boolean)])),
    ])
    func `of the wrong type for their place are E042`(text: String, type: ValueType) {
        let error = #expect(throws: ExpressionError.self) { try ExpressionFixture.expression(text, expecting: type) }
        #expect(error?.code == "E042")
    }

    @Test func `of size are E044`() throws {
        let operands = Array(repeating: "true", count: 998).joined(separator: " && ")
        #expect(try ExpressionFixture.expression(operands).holds(in: ExpressionFixture.scope))
        for text in [
            operands + " && true && true", String(repeating: "(", count: 40) + "1" + String(repeating: ")", count: 40),
            Array(repeating: "1", count: 34).joined(separator: " + "),
            "'" + String(repeating: "a", count: 70_000) + "'",
            String(repeating: "[", count: 400) + String(repeating: "]", count: 400),
        ] {
            let error = #expect(throws: ExpressionError.self) { try ExpressionFixture.expression(text) }
            #expect(error?.code == "E044")
        }
    }
}

@Suite struct `what may be absent` {
    @Test(arguments: [
        "has(context.note) && context.note == 'x'", "!has(context.note) || context.note == 'x'",
        "has(context.note) ? context.note == 'x' : true", "!has(context.note) ? true : context.note == 'x'",
        "has(context.headquarters.state) && context.headquarters.state == context.headquarters.city",
        "has(context.note) && has(context.mailedAt) && now > context.mailedAt && size(context.note) > 0",
        "!(!has(context.note) || context.note == 'x')", "!(has(context.note) && true) || context.note == 'x'",
        "has(context.note) && (context.reviewed || context.note == 'x')",
        "(has(context.note) || has(context.note) && true) && context.note == 'x'",
        "data.agreed.orValue(false) && true", "context.headquarters.city.orValue('x') == 'x'",
        "has(data.approver) && data.users.exists(u, u == data.approver)",
    ])
    func `may be used where it is shown to be there`(text: String) throws {
        _ = try ExpressionFixture.expression(text, expecting: .boolean)
    }

    @Test(arguments: [
        "has(context.note) || context.note == 'x'", "!has(context.note) && context.note == 'x'",
        "has(context.note) ? true : context.note == 'x'",
        "(has(context.note) || context.reviewed) && context.note == 'x'",
        "has(context.headquarters) && context.headquarters.state == 'x'",
        "has(context.mailedAt) && context.note == 'x'",
        "(has(context.note) && true) || context.note == 'x'", "context.note == 'x' && has(context.note)",
        "data.users.exists(u, has(context.note)) && context.note == 'x'",
        "context.note.orValue(context.seat.state) == 'x'",
    ])
    func `is E043 elsewhere`(text: String) {
        let error = #expect(throws: ExpressionError.self) { try ExpressionFixture.expression(text) }
        #expect(error?.code == "E043")
    }

    @Test func `may be the whole right side of a set`() throws {
        let note = try ExpressionFixture.expression(
            "context.note", expecting: .text(TextBounds(max: 9)), mayBeAbsent: true)
        #expect(note.mayBeAbsent)
        #expect(note.value(in: ExpressionFixture.scope) == nil)
        let person = try ExpressionFixture.expression("data.approver", expecting: .person, mayBeAbsent: true)
        #expect(person.mayBeAbsent)
        #expect(try !ExpressionFixture.expression("context.kind", mayBeAbsent: true).mayBeAbsent)
        #expect(throws: ExpressionError.self) {
            try ExpressionFixture.expression("context.note + 'x'", mayBeAbsent: true)
        }
    }
}
