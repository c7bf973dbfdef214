@testable import Statecharts

/// Forms like those of the account request, built by hand.
enum FormFixture {
    static let people = ValueType.list(of: .email, min: 0, max: 2)
    static let line = ValueType.text(TextBounds(min: 1, max: 100))
    static let address = ValueType.record([
        Field(name: "country", type: .text(TextBounds(min: 1, max: 2, pattern: .country))),
        Field(name: "city", type: line),
        Field(name: "state", type: line, isOptional: true),
        Field(name: "postalCode", type: .text(TextBounds(min: 1, max: 12, pattern: .postalCode))),
    ])
    static let flag = Value.boolean(false)

    static let scope = Scope(
        context: [:], facts: ["isPublic": .boolean(false), "company": .text("Example K.K.")],
        caller: CallerValues(
            person: PersonReference(id: "p1", email: "anna@kestrel.example"), language: "en", session: "s-1"
        ),
        now: Timestamp(microseconds: 0)
    )

    /// A form of one field.
    static func single(_ type: ValueType, isOptional: Bool = false, default value: Value? = nil) -> Form {
        Form(
            name: "f", items: [.init(field: Field(name: "x", type: type, isOptional: isOptional, defaultValue: value))])
    }

    /// What a form of one field makes of a value: the value, or its error with the place.
    static func take(_ json: JSON, as type: ValueType, isOptional: Bool = false) -> String {
        do {
            let data = try single(type, isOptional: isOptional).read(JSON(members: ["x": json]), in: scope)
            return data["x"].map { JSON($0).stringValue ?? JSON($0).canonicalText } ?? "absent"
        } catch {
            return error.errors.map { "\($0.field ?? ""):\($0.error)" }.joined(separator: " ")
        }
    }

    static func expression(_ text: String, _ type: ValueType? = nil) throws -> Expression {
        let environment = TypeEnvironment(
            data: [
                "authority": FieldType(.enumeration(["self", "other"])),
                "approver": FieldType(.email, mayBeAbsent: true),
                "edit": FieldType(.boolean), "prefix": FieldType(line, mayBeAbsent: true),
                "domain": FieldType(.domainIdentifier, mayBeAbsent: true), "users": FieldType(people),
                "wantsAccess": FieldType(.boolean), "activator": FieldType(.email), "people": FieldType(people),
                "identifier": FieldType(.domainIdentifier),
            ],
            facts: ["isPublic": FieldType(.boolean), "company": FieldType(line)], hasCaller: true
        )
        return try Expression(parsing: text, expecting: type, in: environment)
    }

    /// The part of the request's form that has conditions, defaults, derived values and checks.
    static func request() throws -> Form {
        let other = try expression("data.authority == 'other'", .boolean)
        let edited = try expression("data.edit", .boolean)
        let prefix = ValueType.text(TextBounds(max: 63, pattern: .label))
        return Form(
            name: "submit",
            items: [
                .init(field: Field(name: "authority", type: .enumeration(["self", "other"]))),
                .init(field: Field(name: "approver", type: .email), when: other),
                .init(field: Field(name: "accountName", type: line), prefill: try expression("facts.company")),
                .init(
                    field: Field(name: "edit", type: .boolean, defaultValue: flag),
                    when: try expression("data.authority == 'other' || !facts.isPublic", .boolean)
                ),
                .init(field: Field(name: "prefix", type: prefix, isOptional: true), when: edited),
                .init(
                    field: Field(name: "domain", type: .domainIdentifier), when: edited,
                    prefill: try expression("domainOf(caller.email)")
                ),
                .init(field: Field(name: "wantsAccess", type: .boolean, defaultValue: flag)),
                .init(field: Field(name: "users", type: people, defaultValue: .list([])), when: other),
                .init(field: Field(name: "headquarters", type: address, isOptional: true)),
            ],
            derive: [
                NamedExpression(name: "activator", expression: try expression("data.approver.orValue(caller.email)")),
                NamedExpression(
                    name: "identifier",
                    expression: try expression(
                        "subdomain(data.prefix.orValue(''), data.domain.orValue(domainOf(data.activator)))"
                    )
                ),
                NamedExpression(
                    name: "people",
                    expression: try expression("data.wantsAccess ? data.users + [caller.email] : data.users")
                ),
            ],
            checks: [
                Form.Check(
                    require: try expression("data.authority == 'self' || data.activator != caller.email"),
                    error: "approverIsRequester", field: "approver"
                ),
                Form.Check(require: try expression("size(data.people) <= 2"), error: "tooManyPeople", field: "users"),
                Form.Check(require: try expression("facts.isPublic"), error: "notPublic"),
            ]
        )
    }
}
