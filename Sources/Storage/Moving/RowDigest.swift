import Crypto

/// One number for all rows of a table, and how many they are.
///
/// Every value is written with its kind and length, so that no two different tables look the same.
struct RowDigest: Equatable {
    private static let page = 2000

    private(set) var count: Int64 = 0
    let text: String

    /// Reads a table in the order of its key; its rows stand in the order of the columns.
    init(of table: MovedTable, in tx: borrowing Transaction) throws {
        var hash = SHA256()
        var buffer: [UInt8] = []
        var key: [SQLValue]?
        while true {
            let rows = try table.page(after: key, limit: Self.page, in: tx)
            buffer.removeAll(keepingCapacity: true)
            for row in rows { for value in row { Self.append(value, to: &buffer) } }
            hash.update(data: buffer)
            count += Int64(rows.count)
            guard rows.count == Self.page, let last = rows.last else { break }
            key = table.key(of: last)
        }
        let digits = Array("0123456789abcdef".utf8)
        text = String(
            decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func append(_ value: SQLValue, to buffer: inout [UInt8]) {
        switch value {
        case .null: buffer.append(0)
        case .integer(let integer):
            buffer.append(1)
            append(integer, to: &buffer)
        case .text(let text):
            buffer.append(2)
            append(Int64(text.utf8.count), to: &buffer)
            buffer.append(contentsOf: text.utf8)
        case .bytes(let bytes):
            buffer.append(3)
            append(Int64(bytes.count), to: &buffer)
            buffer.append(contentsOf: bytes)
        }
    }

    private static func append(_ integer: Int64, to buffer: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) {
            buffer.append(UInt8(truncatingIfNeeded: integer >> Int64(shift)))
        }
    }
}
