/// A type of PostgreSQL that a statement may take or give, by its number in the catalogue.
///
/// Everything travels in binary form; what is not listed here is refused when the statement is prepared.
enum PostgresType: UInt32, Sendable {
    case bool = 16
    case bytea = 17
    case name = 19
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case oid = 26
    case bpchar = 1042
    case varchar = 1043
    case timestamptz = 1184
    case void = 2278
    case uuid = 2950
    case boolArray = 1000
    case byteaArray = 1001
    case nameArray = 1003
    case int2Array = 1005
    case int4Array = 1007
    case textArray = 1009
    case bpcharArray = 1014
    case varcharArray = 1015
    case int8Array = 1016
    case timestamptzArray = 1185
    case uuidArray = 2951

    /// The type of an array's elements; nil if this is none.
    var element: PostgresType? {
        switch self {
        case .boolArray: .bool
        case .byteaArray: .bytea
        case .nameArray: .name
        case .int2Array: .int2
        case .int4Array: .int4
        case .textArray: .text
        case .bpcharArray: .bpchar
        case .varcharArray: .varchar
        case .int8Array: .int8
        case .timestamptzArray: .timestamptz
        case .uuidArray: .uuid
        case .bool, .bytea, .name, .int8, .int2, .int4, .text, .oid, .bpchar, .varchar, .timestamptz, .void, .uuid: nil
        }
    }

    /// Microseconds from 1970, where our times begin, to 2000, where PostgreSQL's do.
    static let epoch: Int64 = 946_684_800_000_000
}
