/// The values of one statement in PostgreSQL's binary form, one behind the other in a buffer that is used again.
struct PostgresEncoding {
    /// Why a value cannot travel: words without the value, for a message that names statement and parameter.
    struct Refusal: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    /// All values, without the null ones; begins with a byte of no meaning, so that even no bytes have an address.
    private(set) var bytes: [UInt8] = [0]
    /// Where each parameter begins in ``bytes`` and how long it is; a negative length is null.
    private(set) var parts: [(start: Int, count: Int)] = []

    /// Forgets everything but the memory.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(0)
        parts.removeAll(keepingCapacity: true)
    }

    /// Adds a parameter with one value.
    mutating func append(_ value: SQLValue, as type: PostgresType) throws(Refusal) {
        let start = bytes.count
        let isNull = try !encode(value, as: type)
        parts.append((start, isNull ? -1 : bytes.count - start))
    }

    /// Adds a parameter that is the array of one position of many bindings.
    mutating func append(column: Int, of bindings: [[SQLValue]], as type: PostgresType) throws(Refusal) {
        guard let element = type.element else { throw Refusal("is not an array in the statement's text for many") }
        let start = bytes.count
        encode(Int32(1))
        encode(bindings.contains { $0[column] == .null } ? Int32(1) : 0)
        encode(element.rawValue)
        encode(Int32(clamping: bindings.count))
        encode(Int32(1))
        for binding in bindings {
            let at = bytes.count
            encode(Int32(-1))
            guard try encode(binding[column], as: element) else { continue }
            let count = UInt32(clamping: bytes.count - at - 4)
            for index in 0..<4 {
                bytes[at + index] = UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * index))
            }
        }
        parts.append((start, bytes.count - start))
    }

    /// False for null, which has no bytes.
    private mutating func encode(_ value: SQLValue, as type: PostgresType) throws(Refusal) -> Bool {
        switch value {
        case .null: return false
        case .integer(let integer): try encode(integer, as: type)
        case .text(let text): try encode(text, as: type)
        case .bytes(let value):
            guard type == .bytea else { throw Refusal("is bytes, and the statement takes \(type)") }
            bytes += value
        }
        return true
    }

    private mutating func encode(_ integer: Int64, as type: PostgresType) throws(Refusal) {
        switch type {
        case .int8: encode(integer)
        case .int4: encode(try narrow(integer, to: Int32.self))
        case .int2: encode(try narrow(integer, to: Int16.self))
        case .oid: encode(try narrow(integer, to: UInt32.self))
        case .bool:
            guard integer == 0 || integer == 1 else { throw Refusal("is a flag and neither 0 nor 1") }
            bytes.append(UInt8(integer))
        case .timestamptz:
            let (shifted, overflow) = integer.subtractingReportingOverflow(PostgresType.epoch)
            guard !overflow else { throw Refusal("is a time too far back") }
            encode(shifted)
        case .bytea, .name, .text, .bpchar, .varchar, .void, .uuid, .boolArray, .byteaArray, .nameArray, .int2Array,
            .int4Array, .textArray, .bpcharArray, .varcharArray, .int8Array, .timestamptzArray, .uuidArray:
            throw Refusal("is an integer, and the statement takes \(type)")
        }
    }

    private mutating func encode(_ text: String, as type: PostgresType) throws(Refusal) {
        switch type {
        case .text, .varchar, .bpchar, .name:
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            guard !bytes[start...].contains(0) else {
                throw Refusal("has the character U+0000, which the database cannot hold")
            }
        case .uuid:
            try encode(uuid: text)
        case .bool, .bytea, .int8, .int2, .int4, .oid, .timestamptz, .void, .boolArray, .byteaArray, .nameArray,
            .int2Array, .int4Array, .textArray, .bpcharArray, .varcharArray, .int8Array, .timestamptzArray, .uuidArray:
            throw Refusal("is text, and the statement takes \(type)")
        }
    }

    /// Lower case only: the other store compares these texts byte by byte.
    private mutating func encode(uuid text: String) throws(Refusal) {
        var digits = 0
        var half: UInt8 = 0
        var index = 0
        for byte in text.utf8 {
            defer { index += 1 }
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { throw Self.noUUID }
                continue
            }
            guard index < 36, let digit = Self.digit(byte) else { throw Self.noUUID }
            if digits.isMultiple(of: 2) { half = digit << 4 } else { bytes.append(half | digit) }
            digits += 1
        }
        guard index == 36 else { throw Self.noUUID }
    }

    private static let noUUID = Refusal("is not a UUID in lower case, and the statement takes uuid")

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private func narrow<Narrow: FixedWidthInteger>(_ integer: Int64, to: Narrow.Type) throws(Refusal) -> Narrow {
        guard let narrow = Narrow(exactly: integer) else { throw Refusal("does not fit into the column's integer") }
        return narrow
    }

    private mutating func encode<Integer: FixedWidthInteger>(_ integer: Integer) {
        unsafe withUnsafeBytes(of: integer.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}
