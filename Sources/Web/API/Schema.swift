import Statecharts

/// JSON Schema 2020-12, as OpenAPI 3.1 uses it, in few words.
enum Schema {
    static let text = JSON(members: ["type": "string"])
    static let flag = JSON(members: ["type": "boolean"])
    /// A number of things, or of an entry.
    static let number = JSON(members: ["type": "integer", "minimum": 0])
    static let moment = JSON(members: ["type": "string", "format": "date-time"])
    static let id = JSON(members: ["type": "string", "format": "uuid"])
    /// An object of which nothing more is said.
    static let record = JSON(members: ["type": "object"])
    /// An object without members.
    static let nothing = JSON(members: ["type": "object", "maxProperties": 0])

    /// One of the document's own schemas.
    static func named(_ name: String) -> JSON { JSON(members: ["$ref": .string("#/components/schemas/\(name)")]) }

    static func list(_ element: JSON) -> JSON { JSON(members: ["type": "array", "items": element]) }

    static func option(_ options: [String]) -> JSON {
        JSON(members: ["type": "string", "enum": .array(options.map(JSON.string))])
    }

    /// One of the raw values of an enumeration of ours.
    static func option<Option: CaseIterable & RawRepresentable<String>>(of type: Option.Type) -> JSON {
        option(type.allCases.map(\.rawValue))
    }

    static func any(of schemas: [JSON]) -> JSON {
        schemas.count == 1 ? schemas[0] : JSON(members: ["anyOf": .array(schemas)])
    }

    /// What may be `null` too.
    static func orNull(_ schema: JSON) -> JSON { JSON(members: ["anyOf": [schema, JSON(members: ["type": "null"])]]) }

    /// An object with these members; `optional` ones may be absent.
    static func object(_ members: KeyValuePairs<String, JSON>, optional: KeyValuePairs<String, JSON> = [:]) -> JSON {
        let all = (Array(members) + Array(optional)).map { (name: $0.key, value: $0.value) }
        return JSON(members: [
            "type": "object", "properties": .object(all), "required": .array(members.map { .string($0.key) }),
        ])
    }
}

extension JSON {
    /// The object with one more member.
    func with(_ name: String, _ value: JSON) -> JSON { .object((objectValue ?? []) + [(name: name, value: value)]) }
}
