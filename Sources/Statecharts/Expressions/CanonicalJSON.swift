/// Canonical JSON by RFC 8785 into a buffer of bytes: histories are hashed over it, so every byte counts.
extension JSON {
    /// Canonical form by RFC 8785, UTF-8.
    public var canonical: [UInt8] {
        var bytes: [UInt8] = []
        appendCanonical(to: &bytes)
        return bytes
    }

    /// The canonical form as text.
    public var canonicalText: String { String(decoding: canonical, as: UTF8.self) }

    /// Appends the canonical form.
    public func appendCanonical(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .boolean(let flag): bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8)
        case .integer(let number): bytes.append(number, digits: 1)
        case .string(let text): JSON.appendCanonical(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.appendCanonical(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.name.precedesInUTF16($1.name) }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSON.appendCanonical(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.appendCanonical(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Appends a string in quotes, with the escapes of RFC 8785 and no others.
    public static func appendCanonical(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // Almost all text is contiguous, and what needs no escape is copied in one go.
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { utf8 in
            var start = 0
            for index in utf8.indices where !isPlain(utf8[index]) {
                bytes.append(contentsOf: utf8[start..<index])
                appendEscaped(utf8[index], to: &bytes)
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        if isDone == nil {
            for byte in text.utf8 { appendEscaped(byte, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        let letter: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
        case 0x08: letter = UInt8(ascii: "b")
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0C: letter = UInt8(ascii: "f")
        case 0x0D: letter = UInt8(ascii: "r")
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            bytes.append(low < 10 ? 0x30 + low : 0x57 + low)
            return
        default:
            bytes.append(byte)
            return
        }
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(letter)
    }
}

extension Value {
    /// Appends the canonical JSON of the value without making a tree of it first.
    public func appendCanonical(to bytes: inout [UInt8]) {
        switch self {
        case .boolean(let flag): bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8)
        case .integer(let number): bytes.append(number, digits: 1)
        case .text(let text): JSON.appendCanonical(text, to: &bytes)
        case .timestamp(let moment):
            bytes.append(UInt8(ascii: "\""))
            moment.appendISO8601(to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        case .duration(let span):
            bytes.append(UInt8(ascii: "\""))
            span.appendISO8601(to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        case .person(let person):
            bytes.append(contentsOf: "{\"email\":".utf8)
            JSON.appendCanonical(person.email, to: &bytes)
            if let id = person.id {
                bytes.append(contentsOf: ",\"id\":".utf8)
                JSON.appendCanonical(id, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.appendCanonical(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .record(let record): record.appendCanonical(to: &bytes)
        }
    }

    /// Canonical JSON of the value, UTF-8.
    public var canonical: [UInt8] {
        var bytes: [UInt8] = []
        appendCanonical(to: &bytes)
        return bytes
    }
}

extension Dictionary where Key == String, Value == Statecharts.Value {
    /// Appends the canonical JSON object of the record without making a tree of it first.
    public func appendCanonical(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in inCanonicalOrder {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            JSON.appendCanonical(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            value.appendCanonical(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Canonical JSON object of the record, UTF-8.
    public var canonical: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 * count + 2)
        appendCanonical(to: &bytes)
        return bytes
    }
}
