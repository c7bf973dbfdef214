import Foundation

/// What people type, made ready before anything looks at it (`format.md` section 3, `trust.md` U-18).
///
/// Plain text stays as typed but for blanks and line ends, because even NFC changes the names of people and companies.
/// What a machine compares (addresses, numbers, codes) goes through NFKC, so that full-width input is taken.
enum TypedText {
    /// Trimmed; a run of blanks becomes its first one, in `multiline` it stays and line ends become `\n`.
    ///
    /// `nil` for control characters, bidi overrides, and line ends in single-line text. A tab counts as a blank.
    static func plain(_ text: String, isMultiline: Bool) -> String? {
        if isClean(text) { return text }
        var result = String.UnicodeScalarView()
        var wasBlank = true
        var wasReturn = false
        for scalar in text.unicodeScalars {
            if isLineEnd(scalar) {
                guard isMultiline else { return nil }
                if !(wasReturn && scalar == "\n") { result.append("\n") }
                wasReturn = scalar == "\r"
                wasBlank = false
                continue
            }
            wasReturn = false
            guard !isForbidden(scalar) else { return nil }
            let isBlank = isBlank(scalar)
            if !isBlank || isMultiline || !wasBlank { result.append(scalar == "\t" ? " " : scalar) }
            wasBlank = isBlank
        }
        return trimmed(result)
    }

    /// One line through NFKC, `nil` for what `plain` refuses; the caller keeps to `lengthMax`.
    static func identifier(_ text: String) -> String? {
        plain(isASCII(text) ? text : text.precomposedStringWithCompatibilityMapping, isMultiline: false)
    }

    private static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    /// Whether there is nothing to make ready: visible ASCII, and single blanks between words.
    private static func isClean(_ text: String) -> Bool {
        var wasBlank = true
        for byte in text.utf8 {
            guard (0x20..<0x7F).contains(byte), byte != 0x20 || !wasBlank else { return false }
            wasBlank = byte == 0x20
        }
        return !wasBlank || text.isEmpty
    }

    /// Look-alikes of the hyphen become `-`.
    static func withHyphens(_ text: String) -> String {
        if isASCII(text) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isDash($0) ? "-" : $0 }))
    }

    /// Look-alikes of the hyphen become `-` between ASCII letters and digits only, since サーバー.jp is a name; 。 is a dot.
    static func withHyphensInName(_ text: String) -> String {
        if isASCII(text) { return text }
        var scalars = Array(text.unicodeScalars)
        for index in scalars.indices {
            if scalars[index] == "。" { scalars[index] = "." }
            guard isDash(scalars[index]), index > 0, index + 1 < scalars.count else { continue }
            if isLetterOrDigit(scalars[index - 1]) || scalars[index - 1] == "-", isLetterOrDigit(scalars[index + 1]) {
                scalars[index] = "-"
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Characters that no text may hold: controls but for tab and line ends, and bidi embeddings, overrides, isolates.
    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// Bytes, far more than any code or address has, so that hostile text is not normalised.
    static let lengthMax = 4_096

    private static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2010...0x2015, 0x2212, 0x2043, 0x30FC, 0xFF70, 0xFF0D, 0xFE63: true
        default: false
        }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value))
    }

    private static func trimmed(_ scalars: String.UnicodeScalarView) -> String {
        func isOutside(_ scalar: Unicode.Scalar) -> Bool { isBlank(scalar) || isLineEnd(scalar) }
        guard let first = scalars.firstIndex(where: { !isOutside($0) }),
            let last = scalars.lastIndex(where: { !isOutside($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
