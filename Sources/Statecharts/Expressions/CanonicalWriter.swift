/// Canonical JSON (RFC 8785) written from left to right, without a tree of values in between.
///
/// Whoever writes gives the members of an object in the order of their names; ``JSON`` sorts where that order is not known.
public struct CanonicalWriter {
    /// What was written so far, UTF-8.
    public private(set) var bytes: [UInt8] = []
    /// Whether something stands before the next element or member.
    private var needsComma = false

    /// Begins with nothing.
    /// - Parameter capacity: how many bytes are expected.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// What was written, as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Begins an object.
    public mutating func beginObject() { begin(UInt8(ascii: "{")) }

    /// Ends the innermost object.
    public mutating func endObject() { end(UInt8(ascii: "}")) }

    /// Begins an array.
    public mutating func beginArray() { begin(UInt8(ascii: "[")) }

    /// Ends the innermost array.
    public mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Begins a member; its value follows.
    public mutating func name(_ name: String) {
        separate()
        JSON.appendCanonical(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A string.
    public mutating func string(_ text: String) {
        separate()
        JSON.appendCanonical(text, to: &bytes)
    }

    /// An integer.
    public mutating func integer(_ number: Int64) {
        separate()
        bytes.append(number, digits: 1)
    }

    /// A value of a context, a form or a fact.
    public mutating func value(_ value: Value) {
        separate()
        value.appendCanonical(to: &bytes)
    }

    /// A value that is canonical JSON already.
    public mutating func canonical(_ value: [UInt8]) {
        separate()
        bytes += value
    }

    /// An array of strings.
    public mutating func strings(_ texts: [String]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}

extension Dictionary where Key == String, Value == Statecharts.Value {
    /// The members in the order of canonical JSON.
    public var inCanonicalOrder: [(key: String, value: Statecharts.Value)] {
        count < 2 ? Array(self) : sorted { $0.key.precedesInUTF16($1.key) }
    }
}
