@testable import Statecharts

/// An environment with a field of every kind, and values for it.
enum ExpressionFixture {
    static let address = ValueType.record([
        Field(name: "city", type: .text(TextBounds(min: 1, max: 100))),
        Field(name: "state", type: .text(TextBounds(min: 1, max: 100)), isOptional: true),
    ])

    static let people = ValueType.list(of: .email, min: 0, max: 5)

    static let allow = ValueType.map(
        MapType(list: "nominees", key: .email, max: 5, element: .boolean, defaultValue: .boolean(true)))

    static let environment = TypeEnvironment(
        context: [
            "kind": FieldType(.enumeration(["standard", "limited"])), "requester": FieldType(.person),
            "approver": FieldType(.person), "account": FieldType(.account), "identifier": FieldType(.domainIdentifier),
            "accountName": FieldType(.text(TextBounds(min: 1, max: 100))),
            "resends": FieldType(.integer(min: 0, max: 5)),
            "nominees": FieldType(people), "staff": FieldType(.list(of: .person, min: 0, max: 3)),
            "headquarters": FieldType(address, mayBeAbsent: true), "seat": FieldType(address),
            "note": FieldType(.text(TextBounds(min: 1, max: 1_000)), mayBeAbsent: true),
            "mailedAt": FieldType(.timestamp, mayBeAbsent: true), "startsAt": FieldType(.timestamp),
            "day": FieldType(.date), "length": FieldType(.duration), "reviewed": FieldType(.boolean),
            "many": FieldType(.list(of: .email, min: 0, max: 200)),
            "child": FieldType(.instance(workflow: "agreement")),
        ],
        data: [
            "email": FieldType(.email), "approver": FieldType(.email, mayBeAbsent: true),
            "prefix": FieldType(.text(TextBounds(min: 1, max: 63, pattern: .label)), mayBeAbsent: true),
            "authority": FieldType(.enumeration(["self", "other"])), "users": FieldType(people),
            "agreed": FieldType(.boolean, mayBeAbsent: true), "allow": FieldType(allow),
        ],
        facts: ["isPublic": FieldType(.boolean), "status": FieldType(.enumeration(["free", "active"]))],
        hasCaller: true, states: ["active", "denied"], variables: ["person": FieldType(.email)]
    )

    static let scope = Scope(
        context: [
            "kind": .text("standard"),
            "requester": .person(PersonReference(id: "p1", email: "taro@xyz-manufacture.example")),
            "approver": .person(PersonReference(email: "Felipe@br.logica.example")), "account": .text("acc-1"),
            "identifier": .text("br.logica.example"), "accountName": .text("Example K.K."), "resends": .integer(3),
            "nominees": .list([.text("anna@kestrel.example"), .text("zab@webmail.example")]),
            "staff": .list([.person(PersonReference(email: "rei@genkan.example"))]),
            "seat": .record(["city": .text("Kyoto")]), "startsAt": .timestamp(Timestamp(microseconds: 0)),
            "day": .text("2026-03-08"), "length": .duration(.days(2)), "reviewed": .boolean(false), "many": .list([]),
            "child": .text("i-1"),
        ],
        data: [
            "email": .text("FELIPE@br.logica.example"), "authority": .text("other"),
            "users": .list([.text("guna@kestrel.example")]),
            "allow": .record(["Anna@kestrel.example": .boolean(false)]),
        ],
        facts: ["isPublic": .boolean(true), "status": .text("free")],
        caller: CallerValues(
            person: PersonReference(id: "p1", email: "taro@xyz-manufacture.example"), language: "ja", session: "s-1"
        ),
        now: Timestamp(microseconds: 86_400_000_000), activeStates: ["active"],
        variables: ["person": .text("zab@webmail.example")]
    )

    static func expression(
        _ text: String, expecting: ValueType? = nil, mayBeAbsent: Bool = false,
        in environment: TypeEnvironment = environment
    ) throws -> Expression {
        try Expression(parsing: text, expecting: expecting, mayBeAbsent: mayBeAbsent, in: environment)
    }
}
