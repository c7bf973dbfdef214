@testable import Statecharts

/// As much of JSON Schema 2020-12 as `workflow.schema.json` uses, over YAML that is typed by the schema.
struct SchemaCheck {
    let root: JSON

    /// Whether the value fits the schema.
    func accepts(_ value: YAMLValue) -> Bool { accepts(value, root) }

    private func accepts(_ value: YAMLValue, _ schema: JSON) -> Bool {
        if let path = schema["$ref"]?.stringValue {
            let name = String(path.dropFirst("#/$defs/".count))
            guard let target = root["$defs"]?[name], accepts(value, target) else { return false }
        }
        if let any = schema["anyOf"]?.arrayValue, !any.contains(where: { accepts(value, $0) }) { return false }
        if let condition = schema["if"] {
            let branch = accepts(value, condition) ? schema["then"] : schema["else"]
            if let branch, !accepts(value, branch) { return false }
        }
        return acceptsKind(of: value, schema) && acceptsText(of: value, schema) && acceptsMembers(of: value, schema)
            && acceptsElements(of: value, schema)
    }

    private func acceptsKind(of value: YAMLValue, _ schema: JSON) -> Bool {
        guard let type = schema["type"] else { return true }
        let kinds = type.arrayValue?.compactMap(\.stringValue) ?? [type.stringValue ?? ""]
        return kinds.contains { kind in
            switch kind {
            case "object": value.entries != nil
            case "array": value.elements != nil
            case "integer": value.text.map { Int($0) != nil } ?? false
            case "boolean": value.text == "true" || value.text == "false"
            case _: value.text != nil
            }
        }
    }

    private func acceptsText(of value: YAMLValue, _ schema: JSON) -> Bool {
        guard let text = value.text else { return true }
        if let pattern = schema["pattern"]?.stringValue {
            guard let regex = try? Regex(pattern), text.firstMatch(of: regex) != nil else { return false }
        }
        if let length = schema["maxLength"]?.integerValue, text.count > length { return false }
        if let minimum = schema["minimum"]?.integerValue, Int64(text) ?? minimum < minimum { return false }
        if let options = schema["enum"]?.arrayValue, !options.contains(.string(text)) { return false }
        return true
    }

    private func acceptsMembers(of value: YAMLValue, _ schema: JSON) -> Bool {
        guard let entries = value.entries else { return schema["required"] == nil }
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard required.allSatisfy({ value[$0] != nil }) else { return false }
        if let most = schema["maxProperties"]?.integerValue, entries.count > most { return false }
        if let least = schema["minProperties"]?.integerValue, entries.count < least { return false }
        return entries.allSatisfy { entry in
            let key = YAMLValue(place: entry.place, content: .scalar(entry.key, .plain))
            if let names = schema["propertyNames"], !accepts(key, names) { return false }
            if let member = schema["properties"]?[entry.key] { return accepts(entry.value, member) }
            guard let other = schema["additionalProperties"] else { return true }
            return other != .boolean(false) && accepts(entry.value, other)
        }
    }

    private func acceptsElements(of value: YAMLValue, _ schema: JSON) -> Bool {
        guard let elements = value.elements else { return true }
        if let least = schema["minItems"]?.integerValue, elements.count < least { return false }
        guard let items = schema["items"] else { return true }
        return elements.allSatisfy { accepts($0, items) }
    }
}
