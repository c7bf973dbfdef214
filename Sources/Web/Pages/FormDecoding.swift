import Statecharts

/// Turns what a page's form sent into the JSON that `Form.read` takes.
///
/// Decides nothing: what is no number stays text and is refused there, with the words for it.
struct FormDecoding: Sendable {
    /// The form's fields, all of them.
    let fields: [Field]
    /// Names of those that apply.
    let applicable: Set<String>

    init(_ form: Form, applicable: Set<String>) {
        fields = form.items.map(\.field)
        self.applicable = applicable
    }

    /// The object; a field that does not apply is left out, one that the form does not know is passed on to be refused.
    func json(_ typed: TypedValues) -> JSON {
        var members: [(name: String, value: JSON)] = []
        for field in fields where applicable.contains(field.name) {
            if let value = value(of: field, at: field.name, in: typed) { members.append((field.name, value)) }
        }
        let known = Set(fields.map(\.name))
        for name in typed.names.subtracting(known).sorted() where !typed.isSilent(name) {
            members.append((name, .string(typed[name])))
        }
        return .object(members)
    }

    private func value(of field: Field, at path: String, in typed: TypedValues) -> JSON? {
        switch field.type {
        case .boolean: return boolean(typed.all(path))
        case .map(let map): return rows(map, at: path, in: typed)
        case .record(let inner): return record(inner, isOptional: field.isOptional, at: path, in: typed)
        case .list(of: .email, min: _, max: _): return text(typed.all(path).joined(separator: "\n"))
        case .list(of: .enumeration, min: _, max: _): return list(typed.all(path))
        case .list: return list(typed.all(path).flatMap(Self.lines))
        case .integer: return single(typed.all(path)).map(number)
        case .text, .email, .domainIdentifier, .enumeration, .date, .timestamp, .duration, .person, .account, .instance:
            return single(typed.all(path))
        }
    }

    /// An unticked box sends nothing, which is its no.
    private func boolean(_ texts: [String]) -> JSON {
        switch texts.last {
        case nil, "false", "": .boolean(false)
        case "true", "on": .boolean(true)
        case let other?: .string(other)
        }
    }

    private func record(_ inner: [Field], isOptional: Bool, at path: String, in typed: TypedValues) -> JSON? {
        let members = inner.compactMap { field in
            value(of: field, at: "\(path).\(field.name)", in: typed).map { (name: field.name, value: $0) }
        }
        return members.isEmpty && isOptional ? nil : .object(members)
    }

    /// The elements of a list that is typed one to a line.
    static func lines(of text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// The rows that the page showed, by their elements.
    private func rows(_ map: MapType, at path: String, in typed: TypedValues) -> JSON? {
        let members = typed.names(below: path).compactMap { name in
            value(of: Field(name: name, type: map.element), at: "\(path).\(name)", in: typed).map {
                (name: name, value: $0)
            }
        }
        return members.isEmpty ? nil : .object(members)
    }

    private func list(_ texts: [String]) -> JSON? {
        let elements = texts.map(\.trimmed).filter { !$0.isEmpty }
        return elements.isEmpty ? nil : .array(elements.map(JSON.string))
    }

    private func text(_ text: String) -> JSON? { text.trimmed.isEmpty ? nil : .string(text) }

    /// A field that was sent twice is no single value, and is refused as such.
    private func single(_ texts: [String]) -> JSON? {
        texts.count > 1 ? .array(texts.map(JSON.string)) : texts.first.flatMap(text)
    }

    private func number(_ value: JSON) -> JSON {
        guard case .string(let text) = value else { return value }
        let digits = text.trimmed.unicodeScalars.map { scalar in
            let isWide = (0xFF10...0xFF19).contains(scalar.value)
            return isWide ? Character(UnicodeScalar(UInt8(scalar.value - 0xFF10 + 0x30))) : Character(scalar)
        }
        return Int64(String(digits)).map(JSON.integer) ?? value
    }
}
