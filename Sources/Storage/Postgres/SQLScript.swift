/// A text of many statements, read as far as it takes to see that it stays inside its transaction.
struct SQLScript {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Refuses a text that would end the transaction it runs in, before any of it runs.
    func check(_ name: String) throws(DatabaseError) {
        let ending = ["commit", "end", "rollback", "abort", "begin", "start", "release", "savepoint", "prepare"]
        guard let word = firstWords.first(where: ending.contains) else { return }
        throw DatabaseError(
            .other,
            statement: name,
            message: "the script would end its transaction; take \(word) out of it",
        )
    }

    /// The first word of each statement, in lower case.
    var firstWords: [String] {
        var words: [String] = []
        var index = 0
        var isAtStart = true
        while index < bytes.count {
            if let end = endOfOpaquePart(at: index) {
                index = end
            } else if bytes[index] == UInt8(ascii: ";") {
                isAtStart = true
                index += 1
            } else if isAtStart, isLetter(bytes[index]) {
                let end = bytes[index...].firstIndex { !isLetter($0) } ?? bytes.count
                words.append(String(decoding: bytes[index..<end], as: UTF8.self).lowercased())
                isAtStart = false
                index = end
            } else {
                index += 1
            }
        }
        return words
    }

    /// Where the literal, quoted name, comment or dollar-quoted body that begins at `start` ends; nil if none does.
    private func endOfOpaquePart(at start: Int) -> Int? {
        switch bytes[start] {
        case UInt8(ascii: "'"):
            return endOfLiteral(at: start)
        case UInt8(ascii: "\""):
            return end(of: [bytes[start]], after: start + 1)
        case UInt8(ascii: "-") where bytes[start...].starts(with: "--".utf8):
            return end(of: [UInt8(ascii: "\n")], after: start + 2)
        case UInt8(ascii: "/") where bytes[start...].starts(with: "/*".utf8):
            return endOfComment(at: start)
        case UInt8(ascii: "$") where start == 0 || !isLetter(bytes[start - 1]):
            // `$$`, `$body$`
            let after = bytes[(start + 1)...].firstIndex { !isLetter($0) } ?? bytes.count
            guard after < bytes.count, bytes[after] == UInt8(ascii: "$") else { return nil }
            return end(of: Array(bytes[start...after]), after: after + 1)
        default:
            return nil
        }
    }

    /// In `E'…'` a backslash takes the next character along.
    private func endOfLiteral(at start: Int) -> Int {
        let before = start > 0 ? bytes[start - 1] | 32 : 0
        let isEscaped = before == UInt8(ascii: "e") && (start < 2 || !isLetter(bytes[start - 2]))
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "'") {
            index += isEscaped && bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    /// Comments nest in PostgreSQL.
    private func endOfComment(at start: Int) -> Int {
        var depth = 0
        var index = start
        while index < bytes.count {
            if bytes[index...].starts(with: "/*".utf8) {
                depth += 1
                index += 2
            } else if bytes[index...].starts(with: "*/".utf8) {
                depth -= 1
                index += 2
                if depth == 0 { return index }
            } else {
                index += 1
            }
        }
        return bytes.count
    }

    private func end(of mark: [UInt8], after start: Int) -> Int {
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index..<index + mark.count].elementsEqual(mark) { return index + mark.count }
            index += 1
        }
        return bytes.count
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
