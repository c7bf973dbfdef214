/// A word of an expression with its place.
struct Token: Equatable {
    enum Kind: Equatable {
        case text(String)
        case integer(Int64)
        case name(String)
        /// An operator or a bracket.
        case symbol(String)
        case end
    }

    var kind: Kind
    /// UTF-8 bytes from 0 into the text: of the first byte, and behind the last.
    var offset: Int
    var end: Int
}

/// Cuts an expression into words; works on bytes, since every word but quoted text is ASCII.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// All words and the end.
    static func tokens(of text: String) throws(ExpressionError) -> [Token] {
        // Far above what 1,000 nodes need, so that hostile text costs nothing.
        guard text.utf8.count <= 65_536 else {
            throw ExpressionError(code: "E044", message: "an expression of more than 64 KB", offset: 0)
        }
        var lexer = Lexer(text)
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func next() throws(ExpressionError) -> Token {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
        let start = position
        guard let byte = peek() else { return Token(kind: .end, offset: start, end: start) }
        let kind: Token.Kind
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): kind = .text(try quoted(by: byte))
        case 0x30...0x39: kind = .integer(try integer())
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): kind = .name(name())
        default: kind = .symbol(try symbol(byte))
        }
        return Token(kind: kind, offset: start, end: position)
    }

    private mutating func quoted(by quote: UInt8) throws(ExpressionError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                guard byte >= 0x20 else { throw fault("a control character in quoted text", at: position - 1) }
                text.append(byte)
                continue
            }
            switch peek() {
            case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "'"): text.append(UInt8(ascii: "'"))
            case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
            case UInt8(ascii: "n"): text.append(0x0A)
            default: throw fault("an unknown escape; known are \\\\, \\', \\\" and \\n", at: position - 1)
            }
            position += 1
        }
        throw fault("quoted text without an end", at: start)
    }

    private mutating func integer() throws(ExpressionError) -> Int64 {
        let start = position
        var value: Int64 = 0
        while let byte = peek(), (0x30...0x39).contains(byte) {
            value = value * 10 + Int64(byte - 0x30)
            guard value <= Value.integerMax else { throw fault("an integer beyond 2^53 - 1", at: start) }
            position += 1
        }
        return value
    }

    private mutating func name() -> String {
        let start = position
        while let byte = peek(), (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func symbol(_ byte: UInt8) throws(ExpressionError) -> String {
        let start = position
        let following = position + 1 < bytes.count ? bytes[position + 1] : 0
        switch (byte, following) {
        case (UInt8(ascii: "&"), UInt8(ascii: "&")), (UInt8(ascii: "|"), UInt8(ascii: "|")),
            (UInt8(ascii: "="), UInt8(ascii: "=")), (UInt8(ascii: "!"), UInt8(ascii: "=")),
            (UInt8(ascii: "<"), UInt8(ascii: "=")), (UInt8(ascii: ">"), UInt8(ascii: "=")):
            position += 2
        case (UInt8(ascii: "="), _): throw fault("'=' compares nothing; write '=='", at: start)
        case (UInt8(ascii: "*"), _), (UInt8(ascii: "/"), _), (UInt8(ascii: "%"), _):
            throw fault("there is no '*', '/' or '%'", at: start)
        default:
            guard "()[],.?:+-<>!".utf8.contains(byte) else { throw fault("a character that means nothing", at: start) }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ message: String, at offset: Int) -> ExpressionError {
        ExpressionError(code: "E041", message: message, offset: offset)
    }
}
