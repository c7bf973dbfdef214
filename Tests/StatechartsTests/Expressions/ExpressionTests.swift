import Testing

@testable import Statecharts

@Suite struct `expressions` {
    @Test(arguments: [
        "true", "!false", "1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 && 1 != 2", "false || true", "!(true && false)",
        "true || false && false", "1 + 2 - 4 == -1", "-(1 + 2) == 0 - 3", "1 - 1 - 1 == -1",
        "'a' < 'b' && 'Z' < 'a' && 'ab' > 'a'", "'a' + 'b' == 'ab'", "'it\\'s \\\\ \\n' != \"it's\"", "\"'\" == '\\''",
        "context.kind == 'standard'", "'limited' != context.kind", "context.kind in ['standard', 'limited']",
        "context.kind + '!' == 'standard!'", "facts.status == 'free'", "facts.isPublic",
        "data.authority == 'other' ? facts.isPublic : false", "(facts.isPublic ? 'self' : 'other') == 'self'",
        "data.email == context.approver.email", "data.email == context.approver", "context.approver == data.email",
        "data.email != context.requester.email", "caller.person == context.requester",
        "caller.email == context.requester",
        "caller.language == 'ja' && caller.session == 's-1'", "caller.person.email == caller.email",
        "data.email == 'Felipe@BR.logica.example'", "context.identifier == 'BR.logica.EXAMPLE'",
        "domainOf(context.approver.email) == context.identifier", "domainOf('a@One.example') == 'one.example'",
        "subdomain('', context.identifier) == context.identifier",
        "subdomain('Lab', context.identifier) == 'lab.br.logica.example'",
        "subdomain(data.prefix.orValue(''), context.identifier) == context.identifier",
        "size(context.nominees) == 2 && size('神𠮷') == 2 && size(data.users) < 5", "lower('ÄB') == 'äb'",
        "'anna' in ['anna', 'zab']", "!(data.email in context.nominees)", "'anna@kestrel.example' in context.nominees",
        "'ANNA@kestrel.example' in context.nominees", "person in context.nominees",
        "context.requester in [caller.person]",
        "context.approver in [data.email]", "data.email in [context.approver]", "!(caller.email in context.staff)",
        "context.accountName.startsWith('Exam') && context.accountName.endsWith('K.') && context.accountName.contains('ple')",
        "!context.accountName.startsWith('exam') && !'a'.endsWith('ba') && !'a'.contains('ab') && 'a'.contains('')",
        "context.nominees.exists(n, n == 'zab@webmail.example')",
        "!context.nominees.all(n, n == 'zab@webmail.example')",
        "context.nominees.filter(n, domainOf(n) == 'kestrel.example') == ['anna@kestrel.example']",
        "context.nominees.map(n, domainOf(n)) == ['kestrel.example', 'webmail.example']",
        "context.nominees.all(n, data.users.all(u, u != n))",
        "context.many.all(m, false) && !context.many.exists(m, true)",
        "data.users + [caller.email] == ['guna@kestrel.example', 'taro@xyz-manufacture.example']",
        "size(data.users + context.nominees) == 3", "size([]+ data.users) == 1", "context.many == []",
        "now == context.startsAt + duration('P1D')", "now - context.startsAt == duration('PT24H')",
        "now - duration('PT1H') < now && duration('P1D') + duration('P1D') == context.length",
        "context.length - duration('P3D') < duration('PT0S')", "has(context.accountName) && !has(context.note)",
        "context.note.orValue('none') == 'none'", "has(context.headquarters) ? false : true",
        "context.seat.city == 'Kyoto'", "!has(context.seat.state)", "context.seat == context.seat",
        "in('active') && !in('denied')", "context.day == '2026-03-08' && context.day > '2026-01-01'",
        "timestamp(context.day, '07:00', 'Asia/Tokyo') == timestamp('2026-03-07', '22:00', 'UTC')",
        "date(timestamp('2026-03-07', '22:00', 'UTC'), 'Asia/Tokyo') == context.day",
        // 02:30 does not exist in New York on that day: the later reading is 03:30 there.
        "timestamp(context.day, '02:30', 'America/New_York') == timestamp(context.day, '07:30', 'UTC')",
        "timestamp('2026-11-01', '01:30', 'America/New_York') == timestamp('2026-11-01', '05:30', 'UTC')",
        "timestamp(context.day, '07:00', '../nowhere') == timestamp(context.day, '07:00', 'UTC')",
        "9007199254740991 + 1 == 9007199254740991", "-9007199254740991 - 1 == -9007199254740991",
        "context.child == context.child && context.account == context.account",
    ])
    func `hold as section 14 says`(text: String) throws {
        let expression = try ExpressionFixture.expression(text, expecting: .boolean)
        #expect(expression.holds(in: ExpressionFixture.scope))
        #expect(expression.value(in: ExpressionFixture.scope) == .boolean(true))
        #expect(expression.text == text)
    }

    @Test func `text is compared by bytes`() throws {
        let expression = try ExpressionFixture.expression("'\u{E9}' == 'e\u{301}'")
        #expect(!expression.holds(in: ExpressionFixture.scope))
    }

    @Test func `an email is taken where a person is due, also in lists`() throws {
        let person = try ExpressionFixture.expression("data.email", expecting: .person)
        #expect(person.type == .person)
        #expect(
            person.value(in: ExpressionFixture.scope) == .person(PersonReference(email: "FELIPE@br.logica.example")))
        let people = try ExpressionFixture.expression("data.users", expecting: .list(of: .person, min: 0, max: 9))
        #expect(people.type == .list(of: .person, min: 0, max: 5))
        #expect(
            people.value(in: ExpressionFixture.scope)
                == .list([.person(PersonReference(email: "guna@kestrel.example"))])
        )
    }

    @Test(arguments: [
        ("'self'", ValueType.enumeration(["self", "other"]), Value.text("self")),
        ("'2026-12-31'", .date, .text("2026-12-31")),
        ("'a@One.example'", .email, .text("a@one.example")), ("'One.example'", .domainIdentifier, .text("one.example")),
        ("facts.isPublic ? 'limited' : 'standard'", .enumeration(["standard", "limited"]), .text("limited")),
        ("data.authority", .text(TextBounds(max: 10)), .text("other")), ("[]", ExpressionFixture.people, .list([])),
        ("data.approver.orValue('b@two.example')", .email, .text("b@two.example")),
        ("data.approver.orValue(caller.email)", .email, .text("taro@xyz-manufacture.example")),
    ])
    func `take the type of their place`(text: String, type: ValueType, value: Value) throws {
        let expression = try ExpressionFixture.expression(text, expecting: type)
        #expect(expression.value(in: ExpressionFixture.scope) == value)
    }

    @Test(arguments: [
        ("context.resends + 1", ValueType.integer(min: 1, max: 6)), ("-context.resends", .integer(min: -5, max: 0)),
        ("data.users + [caller.email]", .list(of: .email, min: 1, max: 6)),
        ("context.nominees.filter(n, true)", .list(of: .email, min: 0, max: 5)), ("now - now", .duration),
        ("'ab' + context.kind", .text(TextBounds(min: 9, max: 10))),
        ("size(context.nominees)", .integer(min: 0, max: 5)),
        ("subdomain('a', context.identifier)", .domainIdentifier), ("date(now, 'UTC')", .date),
        ("context.kind == 'standard' ? 1 : 7", .integer(min: 1, max: 7)),
    ])
    func `know the type and the bounds of their result`(text: String, type: ValueType) throws {
        #expect(try ExpressionFixture.expression(text).type == type)
    }

    @Test func `say what they read`() throws {
        let expression = try ExpressionFixture.expression(
            "facts.isPublic && data.email == context.approver.email && has(context.note) && caller.language == 'ja'"
        )
        #expect(expression.mentionedFacts == ["isPublic"])
        #expect(expression.mentionedData == ["email"])
        #expect(expression.mentionedContext == ["approver", "note"])
        #expect(expression.mentionsCaller)
        #expect(!expression.isPathOrLiteral)
        #expect(try ExpressionFixture.expression("context.approver.email").isPathOrLiteral)
        #expect(try ExpressionFixture.expression("'company'").isPathOrLiteral)
        #expect(try !ExpressionFixture.expression("now").mentionsCaller)
    }

    @Test func `absent values hold nothing at run time`() throws {
        let scope = Scope(context: [:], now: Timestamp(microseconds: 0))
        for text in [
            "context.kind == 'standard'", "context.kind != 'x' + 'y'", "context.resends < 9", "facts.isPublic",
        ] {
            #expect(try ExpressionFixture.expression(text).holds(in: scope) == text.contains("!="))
        }
        #expect(try ExpressionFixture.expression("context.accountName + '!'").value(in: scope) == nil)
    }
}

@Suite struct `calls as text` {
    @Test func `are cut into name, arguments and member`() throws {
        let call = try CallText(parsing: "mayKnow( caller.person, f(data.a, 'x,)') ).users")
        #expect(call.name == "mayKnow")
        #expect(call.arguments.map(\.text) == ["caller.person", "f(data.a, 'x,)')"])
        #expect(call.arguments.map(\.offset) == [9, 24])
        #expect(call.member == "users")
        #expect(try CallText(parsing: "now()").arguments.isEmpty)
    }

    @Test(arguments: [
        "", "name", "name(", "name(a", "name(a,)", "name(,a)", "name(a) b", "name(a).", "name(a).b.c", "(a)", "f(]",
    ])
    func `that are none are E041`(text: String) {
        let error = #expect(throws: ExpressionError.self) { try CallText(parsing: text) }
        #expect(error?.code == "E041")
    }
}
