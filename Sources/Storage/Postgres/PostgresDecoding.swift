extension PostgresType {
    /// The value in `bytes`, PostgreSQL's binary form of this type; nil if it has no value of ours.
    func decode(_ bytes: UnsafeRawBufferPointer) -> SQLValue? {
        switch self {
        case .int8: return .integer(unsafe Self.integer(bytes, Int64.self))
        case .int4: return .integer(Int64(unsafe Self.integer(bytes, Int32.self)))
        case .int2: return .integer(Int64(unsafe Self.integer(bytes, Int16.self)))
        case .oid: return .integer(Int64(unsafe Self.integer(bytes, UInt32.self)))
        case .bool: return unsafe .flag(bytes.first == 1)
        case .timestamptz:
            let shifted = unsafe Self.integer(bytes, Int64.self)
            guard shifted != .min, shifted != .max else { return nil }
            let (time, overflow) = shifted.addingReportingOverflow(Self.epoch)
            return overflow ? nil : .integer(time)
        case .text, .varchar, .bpchar, .name: return unsafe .text(String(decoding: bytes, as: UTF8.self))
        case .uuid: return unsafe .text(Self.uuid(bytes))
        case .bytea: return unsafe .bytes([UInt8](bytes))
        case .void: return .null
        case .boolArray, .byteaArray, .nameArray, .int2Array, .int4Array, .textArray, .bpcharArray, .varcharArray,
            .int8Array, .timestamptzArray, .uuidArray:
            return nil
        }
    }

    private static func integer<Integer: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _: Integer.Type
    ) -> Integer {
        guard bytes.count == Integer.bitWidth / 8 else { return 0 }
        return unsafe Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
    }

    private static func uuid(_ bytes: UnsafeRawBufferPointer) -> String {
        unsafe String(unsafeUninitializedCapacity: 36) { text in
            var count = 0
            for index in bytes.indices {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    unsafe text[count] = UInt8(ascii: "-")
                    count += 1
                }
                let byte = unsafe bytes[index]
                unsafe text[count] = digit(byte >> 4)
                unsafe text[count + 1] = digit(byte & 15)
                count += 2
            }
            return count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
