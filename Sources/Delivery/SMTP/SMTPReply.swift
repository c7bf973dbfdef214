/// What a server said: the code and its words on one short line.
struct SMTPReply: Sendable, Equatable {
    private static let longest = 300

    /// Three digits; absent where it was no SMTP.
    let code: Int?
    /// The words, cleaned.
    let text: String

    /// From the bytes of all lines of an answer, or of an error's words.
    init(_ bytes: [UInt8]) {
        let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        code = lines.last.flatMap(Self.code)
        var text = code.map { "\($0)" } ?? ""
        for line in lines {
            // "550-first", "550 second": the code once
            let words = Self.code(line) == nil ? line : line.dropFirst(4)
            text += " " + String(decoding: words, as: UTF8.self)
        }
        self.text = Self.cleaned(text)
    }

    private static func code(_ line: ArraySlice<UInt8>) -> Int? {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        if let separator = line.dropFirst(3).first, separator != 0x20, separator != UInt8(ascii: "-") { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// No control, no direction mark and no more than a line: it is shown to operators and to people.
    private static func cleaned(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(longest) {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        return String(scalars).split(separator: " ").joined(separator: " ")
    }
}
