/// A value that travels to a store or comes back from it.
///
/// Flags are integers 0 and 1, times are integers (microseconds since 1970 UTC). There are no floats.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    /// An integer of any width that fits 64 bits.
    public static func integer(_ value: Int) -> SQLValue {
        .integer(Int64(value))
    }

    /// A flag: 1 for true, 0 for false.
    public static func flag(_ value: Bool) -> SQLValue {
        .integer(value ? Int64(1) : Int64(0))
    }

    /// A text, or null if there is none.
    public static func text(orNull value: String?) -> SQLValue {
        value.map(SQLValue.text) ?? .null
    }

    /// An integer, or null if there is none.
    public static func integer(orNull value: Int64?) -> SQLValue {
        value.map { .integer($0) } ?? .null
    }

    /// Bytes, or null if there are none.
    public static func bytes(orNull value: [UInt8]?) -> SQLValue {
        value.map(SQLValue.bytes) ?? .null
    }

    /// What a message may say about a value: its type, never its content.
    var typeName: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .text: "text"
        case .bytes: "bytes"
        }
    }
}

extension SQLValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral
{
    /// `nil` is null.
    public init(nilLiteral: ()) {
        self = .null
    }

    /// A whole number is an integer.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// A literal in quotes is text.
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    /// `true` and `false` are the integers 1 and 0.
    public init(booleanLiteral value: Bool) {
        self = .flag(value)
    }
}
