import Crypto
import Statecharts

/// Replaces personal values by salted digests, and keeps the values apart so that they can be erased (`commit.md` 7).
struct PersonalValues {
    private let salt: () -> [UInt8]
    private var fields: [(path: String, salt: [UInt8], value: [UInt8])] = []

    /// - Parameter salt: 16 fresh bytes from the cryptographic generator, never from the command's stream.
    init(salt: @escaping () -> [UInt8]) { self.salt = salt }

    /// Writes the digest that stands in the entry for a personal value at `path`.
    mutating func writeDigest(of value: Value, at path: String, to json: inout CanonicalWriter) {
        let salt = self.salt()
        let canonical = value.canonical
        fields.append((path, salt, canonical))
        json.beginObject()
        json.name("$digest")
        json.string(Self.digest(of: canonical, at: path, salt: salt))
        json.endObject()
    }

    /// SHA-256(`genkan-field-1\n` ‖ salt ‖ canonical `[path, value]`), as digits.
    static func digest(of canonical: [UInt8], at path: String, salt: [UInt8]) -> String {
        var input = Array("genkan-field-1\n".utf8)
        input.reserveCapacity(64 + path.utf8.count + canonical.count)
        input += salt
        input.append(UInt8(ascii: "["))
        JSON.appendCanonical(path, to: &input)
        input.append(UInt8(ascii: ","))
        input += canonical
        input.append(UInt8(ascii: "]"))
        return Hex.encode(SHA256.hash(data: input))
    }

    /// `[[path, salt, value], …]`, a value that came before as `{"$as": path}`; absent where nothing is personal.
    func stored() -> String? {
        guard !fields.isEmpty else { return nil }
        var json = CanonicalWriter()
        json.beginArray()
        for (index, field) in fields.enumerated() {
            json.beginArray()
            json.string(field.path)
            json.string(Hex.encode(field.salt))
            if let earlier = fields[..<index].first(where: { $0.value == field.value }) {
                json.beginObject()
                json.name("$as")
                json.string(earlier.path)
                json.endObject()
            } else {
                json.canonical(field.value)
            }
            json.endArray()
        }
        json.endArray()
        return json.text
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
