import Testing

@testable import Statecharts

/// `[ ]` stands behind a map only, and is never without a value (`format.md` section 14).
@Suite struct `Expressions over maps` {
    @Test(arguments: [
        ("data.allow['anna@kestrel.example']", "false"), ("data.allow['ANNA@Kestrel.example']", "false"),
        ("data.allow['guna@kestrel.example']", "true"), ("data.allow[caller.email]", "true"),
        ("context.nominees.filter(n, data.allow[n])", #"["zab@webmail.example"]"#),
        ("context.nominees.filter(n, !data.allow[n]).map(n, domainOf(n))", #"["kestrel.example"]"#),
        ("data.allow[context.reviewed ? data.email : person] ? 'a' : 'b'", #""a""#),
        ("size(data.allow)", "1"), ("data.allow == data.allow", "true"), ("data.allow != data.allow", "false"),
        ("context.nominees.all(n, data.allow[n] || n == 'anna@kestrel.example')", "true"),
        ("has(data.allow) && !data.allow['anna@kestrel.example']", "true"),
    ])
    func `give the entry of an element, or the default`(text: String, expected: String) throws {
        let value = try ExpressionFixture.expression(text).value(in: ExpressionFixture.scope)
        #expect(value.map { JSON($0).canonicalText } == expected)
    }

    @Test(arguments: [
        ("context.nominees[0]", "E042", 16), ("data.allow[0]", "E042", 11), ("data.allow['nobody']", "E042", 11),
        ("data.allow['a@one.example'", "E041", 26), ("data.allow[]", "E041", 11), ("data.allow.size", "E042", 11),
        ("data.allow[data.approver]", "E043", 16), ("context.kind['x']", "E042", 12),
        ("data.allow['a@one.example']['b@one.example']", "E042", 27), ("data.allow < data.allow", "E042", 11),
        ("data.allow[n]", "E045", 11), ("data.allow + data.allow", "E042", 11),
    ])
    func `are refused by code and place where there is no map or no such element`(
        text: String, code: String, offset: Int
    ) {
        let error = #expect(throws: ExpressionError.self) { try ExpressionFixture.expression(text) }
        #expect(error?.code == code, "\(text): \(error?.message ?? "")")
        #expect(error?.offset == offset, "\(text): \(error?.message ?? "")")
    }

    @Test func `fit where a map for the same kind of people is due`() throws {
        let other = MapType(list: "users", key: .email, max: 9, element: .boolean, defaultValue: .boolean(false))
        _ = try ExpressionFixture.expression("data.allow", expecting: .map(other))
        let byAccount = MapType(list: "n", key: .account, max: 9, element: .boolean, defaultValue: .boolean(false))
        #expect(throws: ExpressionError.self) {
            try ExpressionFixture.expression("data.allow", expecting: .map(byAccount))
        }
    }

    @Test func `are the same map whatever the case of its addresses`() {
        let equality = Equality(of: ExpressionFixture.allow)
        let one: Value = .record(["a@one.example": .boolean(true)])
        #expect(equality.holds(one, .record(["A@one.example": .boolean(true)])))
        #expect(!equality.holds(one, .record(["a@one.example": .boolean(false)])))
        #expect(!equality.holds(one, .record(["b@one.example": .boolean(true)])))
        #expect(!equality.holds(one, .record([:])))
    }
}
