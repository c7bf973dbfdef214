extension Statement {
    /// `sql` with every parameter `$n` as `?n`, and all else as it was.
    static func numberingParameters(in sql: String) -> String {
        let bytes = Array(sql.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let end = endOfOpaquePart(at: index, in: bytes) {
                result += bytes[index..<end]
                index = end
                continue
            }
            let isParameter = bytes[index] == dollar && isDigit(bytes, index + 1) && !isWord(bytes, index - 1)
            result.append(isParameter ? questionMark : bytes[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where the literal, quoted name or comment that begins at `start` ends; nil if none begins there.
    private static func endOfOpaquePart(at start: Int, in bytes: [UInt8]) -> Int? {
        switch bytes[start] {
        case singleQuote, doubleQuote, backtick:
            // a doubled quote inside ends one part and begins the next: the same text either way
            return end(of: [bytes[start]], after: start + 1, in: bytes)
        case leftBracket:
            return end(of: [rightBracket], after: start + 1, in: bytes)
        case minus where start + 1 < bytes.count && bytes[start + 1] == minus:
            return end(of: [newline], after: start + 2, in: bytes)
        case slash where start + 1 < bytes.count && bytes[start + 1] == star:
            return end(of: [star, slash], after: start + 2, in: bytes)
        default:
            return nil
        }
    }

    private static func end(of mark: [UInt8], after start: Int, in bytes: [UInt8]) -> Int {
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index..<index + mark.count].elementsEqual(mark) { return index + mark.count }
            index += 1
        }
        return bytes.count
    }

    private static func isDigit(_ bytes: [UInt8], _ index: Int) -> Bool {
        bytes.indices.contains(index) && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }

    /// A `$` inside a word belongs to that word: `price$1` is a name.
    private static func isWord(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard bytes.indices.contains(index) else { return false }
        switch bytes[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), dollar, 0x80...:
            return true
        default:
            return false
        }
    }

    private static let dollar = UInt8(ascii: "$")
    private static let questionMark = UInt8(ascii: "?")
    private static let singleQuote = UInt8(ascii: "'")
    private static let doubleQuote = UInt8(ascii: "\"")
    private static let backtick = UInt8(ascii: "`")
    private static let leftBracket = UInt8(ascii: "[")
    private static let rightBracket = UInt8(ascii: "]")
    private static let minus = UInt8(ascii: "-")
    private static let newline = UInt8(ascii: "\n")
    private static let slash = UInt8(ascii: "/")
    private static let star = UInt8(ascii: "*")
}
