import Foundation

/// What names that look alike have in common: the skeleton of UTS 39, and what it tells apart but people do not.
///
/// Besides what ICU folds, names are the same here without regard to the case of what a letter looks like (`0` and `o`),
/// to accents over letters, to the size of kana (ッ and ツ), and to whether a bar is a hyphen, a long vowel or a one.
public enum LookAlikeKey {
    /// The key of a name; a name that ICU cannot read is its own key.
    ///
    /// - Parameter name: A-labels or Unicode.
    public static func of(_ name: String) -> String {
        let unicode = DomainName.unicode(name).lowercased()
        let bare = scalars(unicode.decomposedStringWithCanonicalMapping) { isAccent($0) ? nil : letters[$0] ?? $0 }
        // a capital that a digit looks like is a letter like others
        return scalars(skeleton(skeleton(bare).lowercased())) { bars.contains($0) ? "-" : $0 }
    }

    private static func skeleton(_ text: String) -> String { ICU.skeleton(text) ?? text }

    private static func scalars(_ text: String, _ change: (Unicode.Scalar) -> Unicode.Scalar?) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.compactMap(change)))
    }

    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool { (0x0300...0x036F).contains(scalar.value) }

    /// Small kana, and the Cyrillic letter that is a mere stroke.
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = {
        let small = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ\u{4CF}".unicodeScalars
        let large = "あいうえおつやゆよわかけアイウエオツヤユヨワカケl".unicodeScalars
        return Dictionary(zip(small, large)) { first, _ in first }
    }()

    private static let bars: Set<Unicode.Scalar> = ["ー", "一", "－", "‐", "–", "—", "―", "−"]
}
