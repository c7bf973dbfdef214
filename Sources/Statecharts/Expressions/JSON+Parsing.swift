extension JSON {
    /// Reads UTF-8 text; whoever calls has limited its size.
    ///
    /// Refused beside what RFC 8259 refuses: a byte order mark, names that stand twice in an object (compared by bytes),
    /// fractions, exponents, integers beyond ± 2⁵³−1, lone surrogates, U+0000, more than 32 levels.
    /// - Throws: the first fault.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// Reads text.
    /// - Throws: the first fault.
    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

/// A recursive descent over the bytes; `JSON.depthMax` bounds the recursion.
private struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> JSON {
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw fault("more text after the value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipBlanks()
        guard let next = peek() else { throw fault("the text ends where a value is due") }
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), 0x30...0x39: return .integer(try integer())
        default: throw fault("a value cannot begin so")
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        var members: [(name: String, value: JSON)] = []
        // Below this many members a walk is faster than a set, and most objects are small.
        var names: Set<[UInt8]>?
        skipBlanks()
        if take(UInt8(ascii: "}")) { return leave(.object([])) }
        repeat {
            skipBlanks()
            let start = position
            guard peek() == UInt8(ascii: "\"") else { throw fault("a name in quotes is due") }
            let name = try string()
            if members.count == 16 { names = Set(members.map { Array($0.name.utf8) }) }
            let isNew =
                names?.insert(Array(name.utf8)).inserted ?? !members.contains { $0.name.hasSameBytes(as: name) }
            guard isNew else { throw JSONError(message: "a name stands twice in one object", offset: start) }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw fault("':' is due after a name") }
            members.append((name: name, value: try value()))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault("',' or '}' is due") }
        return leave(.object(members))
    }

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var elements: [JSON] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return leave(.array([])) }
        repeat {
            elements.append(try value())
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault("',' or ']' is due") }
        return leave(.array(elements))
    }

    private mutating func enter() throws(JSONError) {
        guard depth < JSON.depthMax else { throw fault("more than \(JSON.depthMax) levels") }
        depth += 1
        position += 1
    }

    private mutating func leave(_ value: JSON) -> JSON {
        depth -= 1
        return value
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let text = word.description.utf8
        guard bytes[position...].starts(with: text) else { throw fault("a value cannot begin so") }
        position += text.count
        return value
    }

    private mutating func integer() throws(JSONError) -> Int64 {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        let first = position
        var magnitude: Int64 = 0
        while let byte = peek(), (0x30...0x39).contains(byte) {
            magnitude = magnitude * 10 + Int64(byte - 0x30)
            guard magnitude <= Value.integerMax else {
                throw JSONError(message: "an integer beyond ± 2^53 - 1", offset: start)
            }
            position += 1
        }
        guard position > first else { throw fault("a digit is due") }
        guard bytes[first] != 0x30 || position == first + 1 else {
            throw JSONError(message: "a number with a leading zero", offset: start)
        }
        if let next = peek(), next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") {
            throw JSONError(message: "a number that is no integer", offset: start)
        }
        return isNegative ? -magnitude : magnitude
    }

    /// A string; the position is at its opening quote.
    private mutating func string() throws(JSONError) -> String {
        position += 1
        var decoded: [UInt8] = []
        var runStart = position
        let start = position
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                let end = position - 1
                // Almost no string has an escape.
                if runStart == start { return try text(of: bytes[start..<end], at: start) }
                decoded.append(contentsOf: bytes[runStart..<end])
                return try text(of: decoded[...], at: start)
            case UInt8(ascii: "\\"):
                decoded.append(contentsOf: bytes[runStart..<position])
                position += 1
                try escape(into: &decoded)
                runStart = position
            case 0..<0x20: throw fault("a control character in a string")
            default: position += 1
            }
        }
        throw fault("a string has no end")
    }

    private func text(of decoded: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: decoded, as: UTF8.self) else {
            throw JSONError(message: "a string is not UTF-8", offset: start)
        }
        return text
    }

    /// What stands after a backslash.
    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
        guard let letter = peek() else { throw fault("a string has no end") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            let start = position - 2
            guard let scalar = Unicode.Scalar(try escapedCodePoint()), scalar.value != 0 else {
                throw JSONError(message: "U+0000 or a lone surrogate", offset: start)
            }
            decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw fault("an unknown escape")
        }
    }

    /// The code point of `\uXXXX`, or of two of them that are a pair; a lone surrogate as it stands.
    private mutating func escapedCodePoint() throws(JSONError) -> UInt32 {
        let high = try hexadecimal()
        guard (0xD800..<0xDC00).contains(high), bytes[position...].starts(with: "\\u".utf8) else { return high }
        position += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { return high }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits are due")
            }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func fault(_ message: String) -> JSONError { JSONError(message: message, offset: position) }
}
