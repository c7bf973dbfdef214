import Statecharts

/// The bodies that starts and events take, by the forms of the definitions.
///
/// They tell what is always read; the reader takes more, because it takes what people type (`format.md` 3).
struct FormSchemas {
    /// A body under its name in `/openapi.json`: `start.visitor-badge.ask`, `event.visitor-badge.withdraw`.
    private struct Body {
        let name: String
        let schema: JSON
    }

    private let starts: [Body]
    private let events: [Body]

    /// - Parameters:
    ///   - deployed: what starts take.
    ///   - definitions: every version that instances live by.
    init(deployed: [Definition], definitions: [Definition]) {
        starts = deployed.flatMap { definition in
            let events = Self.byName(definition.start)
            return events.map { event in
                Body(
                    name: "start.\(definition.workflow).\(event.name)",
                    schema: Self.body(event.name, forms: event.forms, isEventNeeded: events.count > 1))
            }
        }
        events = Dictionary(grouping: definitions, by: \.workflow).sorted { $0.key < $1.key }
            .flatMap { workflow, versions in
                Self.byName(versions.flatMap { $0.states.flatMap(\.on) }).map { event in
                    Body(
                        name: "event.\(workflow).\(event.name)",
                        schema: Self.body(event.name, forms: event.forms, isEventNeeded: true))
                }
            }
    }

    /// `Start`, `Event` and what they are made of.
    var all: [(name: String, value: JSON)] {
        [("Start", Self.any(of: starts)), ("Event", Self.any(of: events))]
            + (starts + events).map { ($0.name, $0.schema) }
    }

    private static func any(of bodies: [Body]) -> JSON {
        bodies.isEmpty ? Schema.record : Schema.any(of: bodies.map { Schema.named($0.name) })
    }

    /// What people may send, with the forms of all events of a name.
    private static func byName(_ nodes: [EventNode]) -> [(name: String, forms: [Form?])] {
        let sent = nodes.filter { node in
            if case .system = node.by { return false }
            return node.topic == nil
        }
        return Dictionary(grouping: sent, by: \.name).sorted { $0.key < $1.key }.map { ($0.key, $0.value.map(\.form)) }
    }

    private static func body(_ event: String, forms: [Form?], isEventNeeded: Bool) -> JSON {
        var schemas: [JSON] = []
        for form in forms {
            let schema = form.map(data) ?? Schema.nothing
            if !schemas.contains(schema) { schemas.append(schema) }
        }
        let isDataNeeded = schemas.allSatisfy { $0["required"]?.arrayValue?.isEmpty == false }
        let required = (isEventNeeded ? ["event"] : []) + (isDataNeeded ? ["data"] : [])
        return JSON(members: [
            "type": "object",
            "properties": JSON(members: [
                "event": JSON(members: ["type": "string", "const": .string(event)]), "data": Schema.any(of: schemas),
            ]), "required": .array(required.map(JSON.string)), "additionalProperties": false,
        ])
    }

    /// A field that applies under a condition only is not required here; the engine decides when it is.
    private static func data(_ form: Form) -> JSON {
        object(
            form.items.map(\.field),
            required: form.items.filter { $0.field.isRequired && !form.isConditional($0) }.map(\.field.name))
    }

    private static func object(_ fields: [Field], required: [String]) -> JSON {
        JSON(members: [
            "type": "object", "properties": .object(fields.map { ($0.name, field($0)) }),
            "required": .array(required.map(JSON.string)), "additionalProperties": false,
        ])
    }

    private static func field(_ field: Field) -> JSON {
        let schema = type(field.type)
        // the default of a map is its entries'
        if case .map = field.type { return schema }
        return field.defaultValue.map { schema.with("default", JSON($0)) } ?? schema
    }

    private static func type(_ type: ValueType) -> JSON {
        switch type {
        case .text(let bounds): text(bounds)
        case .email: string(format: "email").with("maxLength", 254)
        case .domainIdentifier, .account: Schema.text
        case .instance: Schema.id
        case .boolean: Schema.flag
        case .integer(let min, let max):
            JSON(members: ["type": "integer", "minimum": .integer(min), "maximum": .integer(max)])
        case .enumeration(let options): Schema.option(options)
        case .date: string(format: "date")
        case .timestamp: string(format: "date-time")
        case .duration: string(format: "duration")
        case .list(of: let element, let min, let max):
            Schema.list(self.type(element)).with("minItems", .integer(Int64(min)))
                .with("maxItems", .integer(Int64(max))).with("uniqueItems", true)
        case .record(let fields): object(fields, required: fields.filter(\.isRequired).map(\.name))
        case .map(let map):
            JSON(members: [
                "type": "object",
                "additionalProperties": self.type(map.element).with("default", JSON(map.defaultValue)),
            ])
        case .person:
            Schema.any(of: [
                string(format: "email"),
                Schema.object(["email": string(format: "email")], optional: ["id": Schema.text]),
            ])
        }
    }

    private static func text(_ bounds: TextBounds) -> JSON {
        let schema = JSON(members: [
            "type": "string", "minLength": .integer(Int64(bounds.min)), "maxLength": .integer(Int64(bounds.max)),
        ])
        switch bounds.pattern {
        case .phone: return schema.with("pattern", #"^[+0-9][0-9 ().-]{3,28}[0-9]$"#)
        case .postalCode: return schema.with("pattern", "^[0-9A-Za-z][0-9A-Za-z -]*$")
        case .country: return schema.with("pattern", "^[A-Z]{2}$")
        case .label: return schema.with("pattern", "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")
        case .digits: return schema.with("pattern", "^[0-9]*$")
        case .name: return schema.with("description", "A name, and no web address.")
        case nil: return schema
        }
    }

    private static func string(format: String) -> JSON {
        JSON(members: ["type": "string", "format": .string(format)])
    }
}
