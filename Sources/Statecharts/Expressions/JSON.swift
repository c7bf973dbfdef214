/// A JSON value as it came over the border: strict RFC 8259, no duplicate names, depth at most 32, no floats.
public enum JSON: Sendable, Equatable {
    /// The kinds of RFC 8259; numbers are integers only, because the format has no others.
    case null
    case boolean(Bool)
    case integer(Int64)
    case string(String)
    case array([JSON])
    /// Members in the order of the text.
    case object([(name: String, value: JSON)])

    /// Arrays and objects may stand in each other this deep.
    public static let depthMax = 32

    /// Equal kinds and values, text by bytes; the order of members does not count.
    public static func == (left: JSON, right: JSON) -> Bool { left.canonical == right.canonical }

    /// The member of that name, of an object; names are compared by bytes.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.hasSameBytes(as: name) }?.value
    }

    /// The element at that place, of an array; `nil` where there is none.
    public subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of a string.
    public var stringValue: String? { if case .string(let text) = self { text } else { nil } }

    /// The number of an integer.
    public var integerValue: Int64? { if case .integer(let number) = self { number } else { nil } }

    /// True or false.
    public var booleanValue: Bool? { if case .boolean(let flag) = self { flag } else { nil } }

    /// The elements of an array.
    public var arrayValue: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

    /// The members of an object in the order of the text.
    public var objectValue: [(name: String, value: JSON)]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Whether it is `null`.
    public var isNull: Bool { if case .null = self { true } else { false } }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer; the caller keeps to ± 2⁵³−1.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension JSON: ExpressibleByArrayLiteral {
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// An object with members in this order; the caller names each once.
    public init(members: KeyValuePairs<String, JSON>) {
        self = .object(members.map { (name: $0.key, value: $0.value) })
    }
}

/// Why a text is not JSON that we take: what is wrong and at which byte.
public struct JSONError: Error, Sendable, Equatable {
    /// A sentence for people.
    public let message: String
    /// Offset from 0.
    public let offset: Int
}

extension String {
    /// The same bytes.
    ///
    /// Swift's `==` would hold canonically equivalent texts to be equal.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Before the other in the order of UTF-16 code units, as RFC 8785 sorts names.
    ///
    /// That is the order of the UTF-8 bytes, but for characters beyond U+FFFF (lead byte F0 and up), whose surrogates
    /// sort before U+E000 to U+FFFF (lead bytes EE and EF).
    func precedesInUTF16(_ other: String) -> Bool {
        let order = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in String.precedesInUTF16(left, right) }
        }
        return (order ?? nil) ?? String.precedesInUTF16(Array(utf8), Array(other.utf8))
    }

    private static func precedesInUTF16(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        var left = left.makeIterator()
        var right = right.makeIterator()
        while true {
            guard let rightByte = right.next() else { return false }
            guard let leftByte = left.next() else { return true }
            if leftByte == rightByte { continue }
            if leftByte >= 0xEE, rightByte >= 0xEE, (leftByte >= 0xF0) != (rightByte >= 0xF0) {
                return leftByte >= 0xF0
            }
            return leftByte < rightByte
        }
    }

    /// Before the other in the order of code points, which is the order of the UTF-8 bytes.
    func precedesInCodePoints(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
