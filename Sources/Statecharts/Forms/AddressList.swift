/// Addresses in one text, as people write them (`format.md` 5).
public enum AddressList {
    /// Cuts at commas, also ideographic ones, semicolons, blanks and line ends; what is empty between them does not count.
    public static func elements(of text: String) -> [String] {
        text.unicodeScalars.split { scalar in
            TypedText.isBlank(scalar) || TypedText.isLineEnd(scalar) || ",、;，；､".unicodeScalars.contains(scalar)
        }
        .map { String($0) }
    }
}
