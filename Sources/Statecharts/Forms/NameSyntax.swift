import Foundation

/// What looks like an address of the web in a name: mail programs would make a link of it (S-9).
enum NameSyntax {
    /// Whether a word of the text is an address, or begins like one.
    ///
    /// A word is a domain if its labels are joined by dots without a blank and the last one is a usual top-level domain,
    /// or of two letters behind three or more. `Co., Ltd.` and `St. Mary` are none, nor is `CO.LTD`.
    static func looksLikeAddress(_ text: String) -> Bool {
        guard text.unicodeScalars.contains(where: mayJoin) else { return false }
        let plain = text.precomposedStringWithCompatibilityMapping.lowercased()
        if plain.contains("://") || plain.contains("www.") { return true }
        let words = plain.unicodeScalars.split { scalar in
            TypedText.isBlank(scalar) || TypedText.isLineEnd(scalar)
                || "/()[]<>{}\"'「」,、;:!?@".unicodeScalars.contains(scalar)
        }
        return words.contains { isDomain(String(String.UnicodeScalarView($0)).replacing("。", with: ".")) }
    }

    /// Whether a dot or colon may come of the character: not of letters and kanji, which most names have nothing else of.
    private static func mayJoin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2E, 0x3A: true
        case 0..<0x80, 0xC0...0x24F, 0x3041...0x30FF, 0x4E00...0x9FFF: false
        default: true
        }
    }

    private static func isDomain(_ word: String) -> Bool {
        var word = Substring(word)
        while word.hasSuffix(".") { word.removeLast() }
        let labels = word.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, let last = labels.last, let name = labels.dropLast().last, !name.isEmpty else {
            return false
        }
        if topLevel.contains(String(last)) || last.hasPrefix("xn--") { return true }
        let isCountry = last.count == 2 && last.allSatisfy { $0.isASCII && $0.isLetter }
        return isCountry && name.count > 2
    }

    /// The usual ones, those that are known for abuse, and the reserved ones of RFC 2606.
    private static let topLevel: Set<String> = [
        "app", "biz", "cc", "click", "cloud", "club", "co", "com", "dev", "edu", "example", "gov", "icu", "info", "int",
        "invalid", "io", "jp", "link", "live", "localhost", "me", "mil", "mobi", "name", "net", "online", "org", "page",
        "pro", "ru", "shop", "site", "space", "store", "test", "top", "tv", "vip", "web", "win", "work", "xyz", "zip",
    ]
}
