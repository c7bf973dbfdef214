import Statecharts

/// A form as JSON: what may be sent, with types and bounds (`format.md` 3).
enum FormWriter {
    static func form(_ form: Form) -> JSON {
        JSON(members: ["fields": .array(form.items.map { item($0, of: form) })])
    }

    /// A field that applies under a condition only says so; the engine decides when it is sent.
    private static func item(_ item: Form.Item, of form: Form) -> JSON {
        var members = field(item.field)
        if form.isConditional(item) { members.append(("isConditional", true)) }
        return .object(members)
    }

    private static func field(_ field: Field) -> [(name: String, value: JSON)] {
        var members: [(name: String, value: JSON)] = [
            ("name", .string(field.name)), ("required", .boolean(field.isRequired)),
        ]
        members += type(field.type)
        if case .map(let map) = field.type {
            members.append(("default", JSON(map.defaultValue)))
        } else if let value = field.defaultValue {
            members.append(("default", JSON(value)))
        }
        return members
    }

    private static func type(_ type: ValueType) -> [(name: String, value: JSON)] {
        switch type {
        case .text(let bounds): return text(bounds)
        case .email: return named("email")
        case .domainIdentifier: return named("domainIdentifier")
        case .boolean: return named("boolean")
        case .integer(let min, let max): return named("integer") + [("min", .integer(min)), ("max", .integer(max))]
        case .enumeration(let options): return named("enum") + [("options", .array(options.map(JSON.string)))]
        case .date: return named("date")
        case .timestamp: return named("timestamp")
        case .duration: return named("duration")
        case .list(of: let element, let min, let max):
            return named("list") + [
                ("of", .object(self.type(element))), ("min", .integer(Int64(min))), ("max", .integer(Int64(max))),
            ]
        case .record(let fields): return named("record") + [("fields", .array(fields.map { .object(field($0)) }))]
        case .map(let map):
            return named("map") + [
                ("for", .string("context.\(map.list)")), ("of", .object(self.type(map.element))),
            ]
        case .person: return named("person")
        case .account: return named("account")
        case .instance(let workflow): return named("instance") + [("of", .string(workflow))]
        }
    }

    private static func text(_ bounds: TextBounds) -> [(name: String, value: JSON)] {
        var members = named("text")
        members += [("min", .integer(Int64(bounds.min))), ("max", .integer(Int64(bounds.max)))]
        if bounds.isMultiline { members.append(("multiline", true)) }
        if let pattern = bounds.pattern { members.append(("pattern", .string(pattern.rawValue))) }
        return members
    }

    private static func named(_ name: String) -> [(name: String, value: JSON)] { [("type", .string(name))] }
}
