import Crypto
import Statecharts

/// Replaces personal values by salted digests, and keeps the values apart so that they can be erased (`commit.md` 7).
struct PersonalValues {
    private let salt: () -> [UInt8]
    private var fields: [(path: String, salt: [UInt8], value: JSON, text: [UInt8])] = []

    /// - Parameter salt: 16 fresh bytes from the cryptographic generator, never from the command's stream.
    init(salt: @escaping () -> [UInt8]) { self.salt = salt }

    /// The digest that stands in the entry for a personal value at `path`.
    mutating func digest(_ value: JSON, at path: String) -> JSON {
        let salt = self.salt()
        let text = value.canonical
        fields.append((path, salt, value, text))
        var hash = SHA256()
        hash.update(data: Array("genkan-field-1\n".utf8))
        hash.update(data: salt)
        hash.update(data: JSON.array([.string(path), value]).canonical)
        return .object([("$digest", .string(Hex.encode(hash.finalize())))])
    }

    /// `[[path, salt, value], …]`, a value that came before as `{"$as": path}`; absent where nothing is personal.
    func stored() -> String? {
        guard !fields.isEmpty else { return nil }
        var first: [[UInt8]: String] = [:]
        let rows = fields.map { field -> JSON in
            let earlier = first[field.text]
            if earlier == nil { first[field.text] = field.path }
            let value: JSON = earlier.map { .object([("$as", .string($0))]) } ?? field.value
            return .array([.string(field.path), .string(Hex.encode(field.salt)), value])
        }
        return JSON.array(rows).canonicalText
    }

    /// The values of a stored text by path.
    static func read(_ stored: String) -> [String: JSON] {
        guard let json = try? JSON(parsing: Array(stored.utf8)), let rows = json.arrayValue else { return [:] }
        var values: [String: JSON] = [:]
        for row in rows {
            guard let path = row[0]?.stringValue, let value = row[2] else { continue }
            values[path] = value["$as"]?.stringValue.flatMap { values[$0] } ?? value
        }
        return values
    }
}
