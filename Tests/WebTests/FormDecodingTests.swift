import Statecharts
import Testing

@testable import Web

@Suite struct `Reading a page's form` {
    private static let fields: [Field] = [
        Field(name: "name", type: .text(TextBounds(max: 100))), Field(name: "ticked", type: .boolean),
        Field(name: "count", type: .integer(min: 0, max: 9)), Field(name: "kind", type: .enumeration(["a", "b"])),
        Field(name: "people", type: .list(of: .email, min: 0, max: 2)),
        Field(name: "tags", type: .list(of: .enumeration(["x", "y"]), min: 0, max: 2)),
        Field(name: "lines", type: .list(of: .text(TextBounds(max: 10)), min: 0, max: 9)),
        Field(
            name: "place",
            type: .record([
                Field(name: "city", type: .text(TextBounds(max: 9))),
                Field(name: "line2", type: .text(TextBounds(max: 9)), isOptional: true),
            ]), isOptional: true),
        Field(
            name: "allow",
            type: .map(
                MapType(list: "people", key: .email, max: 9, element: .boolean, defaultValue: .boolean(true)))),
        Field(name: "home", type: .record([Field(name: "city", type: .text(TextBounds(max: 9)))])),
    ]

    private func json(_ body: String, applicable: Set<String>) throws -> String {
        let form = Form(name: "f", items: Self.fields.map { Form.Item(field: $0) })
        let fields = try #require(FormFields(parsing: body.utf8))
        return String(
            decoding: FormDecoding(form, applicable: applicable).json(TypedValues(fields)).canonical, as: UTF8.self)
    }

    @Test(arguments: [
        ("name", "name=Ann+%26+Co", #"{"name":"Ann & Co"}"#), ("name", "name=", "{}"), ("name", "name=%E3%80%80", "{}"),
        ("name", "", "{}"), ("name", "name=a&name=b", #"{"name":["a","b"]}"#), ("ticked", "", #"{"ticked":false}"#),
        ("ticked", "ticked=true", #"{"ticked":true}"#), ("ticked", "ticked=on", #"{"ticked":true}"#),
        ("ticked", "ticked=maybe", #"{"ticked":"maybe"}"#), ("count", "count=7", #"{"count":7}"#),
        ("count", "count=%EF%BC%97", #"{"count":7}"#), ("count", "count=x", #"{"count":"x"}"#),
        ("count", "count=-1", #"{"count":-1}"#), ("kind", "kind=b", #"{"kind":"b"}"#), ("kind", "", "{}"),
        ("people", "people=a%40one.example%2C+b%40two.example", #"{"people":"a@one.example, b@two.example"}"#),
        ("people", "people=", "{}"), ("tags", "tags=x&tags=y", #"{"tags":["x","y"]}"#),
        ("lines", "lines=a%0D%0Ab%0A%0Ac", #"{"lines":["a","b","c"]}"#),
        ("place", "place.city=Porto&place.line2=", #"{"place":{"city":"Porto"}}"#), ("place", "place.city=", "{}"),
        ("home", "home.city=", #"{"home":{}}"#), ("home", "home.city=Porto", #"{"home":{"city":"Porto"}}"#),
        ("allow", "", "{}"), ("allow", "allow.a%40one.example=false", #"{"allow":{"a@one.example":false}}"#),
        (
            "allow", "allow.a%40one.example=false&allow.a%40one.example=true&allow.b%40two.example=false",
            #"{"allow":{"a@one.example":true,"b@two.example":false}}"#
        ),
        ("name", "_token=x&_key=y&name=a", #"{"name":"a"}"#), ("name", "kind=a&name=a", #"{"name":"a"}"#),
        ("name", "name=a&other=1", #"{"name":"a","other":"1"}"#),
        ("name", "_shown=name&_shown=ticked&_shown=gone&name=a", #"{"name":"a"}"#),
        ("ticked", "_shown=ticked", #"{"ticked":false}"#),
    ]) func `becomes the JSON that the engine reads`(field: String, body: String, expected: String) throws {
        #expect(try json(body, applicable: [field]) == expected)
    }

    @Test(arguments: ["a=%", "a=%1", "a=%zz", "a=%ff", "%C3=1", "a=\u{0}%C0%80"])
    func `a broken body is no form`(body: String) {
        #expect(FormFields(parsing: body.utf8) == nil)
    }

    @Test func `more than 400 fields are no form`() {
        let body = (0..<401).map { "a\($0)=1" }.joined(separator: "&")
        #expect(FormFields(parsing: body.utf8) == nil)
    }
}
