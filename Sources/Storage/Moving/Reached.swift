/// Where the first copying stands: a table, and the last key of it that is in the target.
struct Reached {
    let table: String
    let key: [SQLValue]

    init(_ table: String, _ key: [SQLValue]) {
        self.table = table
        self.key = key
    }

    /// Reads what ``text`` wrote; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard let table = words.first else { return nil }
        let key = words.dropFirst().compactMap(Self.value)
        guard key.count == words.count - 1 else { return nil }
        self.init(table, key)
    }

    /// The table and the parts of the key, with a blank between each two: numbers as they are, texts and bytes by digits.
    var text: String { ([table] + key.map(Self.word)).joined(separator: " ") }

    private static func word(_ value: SQLValue) -> String {
        switch value {
        case .null: "n"
        case .integer(let integer): "i\(integer)"
        case .text(let text): "t\(digits(Array(text.utf8)))"
        case .bytes(let bytes): "b\(digits(bytes))"
        }
    }

    private static func value(_ word: String) -> SQLValue? {
        let rest = word.dropFirst()
        return switch word.first {
        case "n": .null
        case "i": Int64(rest).map { .integer($0) }
        case "t": bytes(rest).map { .text(String(decoding: $0, as: UTF8.self)) }
        case "b": bytes(rest).map { .bytes($0) }
        default: nil
        }
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ digits: Substring) -> [UInt8]? {
        let digits = Array(digits.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
