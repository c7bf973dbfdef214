/// The named kinds of text, without regular expressions (S-28).
extension TextBounds.Pattern {
    /// The canonical spelling of what was typed, `nil` if it is not of this kind.
    ///
    /// The text went through NFKC already.
    func canonical(_ text: String) -> String? {
        let spelled: String
        switch self {
        case .phone: spelled = String(TypedText.withHyphens(text).map { $0 == "X" ? "x" : $0 })
        case .postalCode:
            let code = TypedText.withHyphens(text)
            spelled = code.hasPrefix("〒") ? String(code.dropFirst().drop { $0 == " " }) : code
        case .country: spelled = text.uppercased()
        case .label: spelled = DomainSyntax.canonicalLabel(TypedText.withHyphensInName(text)) ?? ""
        case .digits, .name: spelled = text
        }
        return isCanonical(spelled) ? spelled : nil
    }

    /// Whether the text is of this kind as it stands; lengths beyond the kind's own are the bounds' business.
    func isCanonical(_ text: String) -> Bool {
        let bytes = text.utf8
        switch self {
        case .phone:
            return (5...30).contains(bytes.count) && bytes.contains(where: isDigit)
                && bytes.allSatisfy { isDigit($0) || "+()-. x".utf8.contains($0) }
        case .postalCode: return bytes.allSatisfy { isDigit($0) || isLetter($0) || $0 == 0x20 || $0 == 0x2D }
        case .country: return bytes.count == 2 && bytes.allSatisfy { (0x41...0x5A).contains($0) }
        case .label: return DomainSyntax.isLabel(Array(bytes))
        case .digits: return bytes.allSatisfy(isDigit)
        case .name: return !NameSyntax.looksLikeAddress(text)
        }
    }

    /// The error of text that is not of this kind.
    var error: BuiltInError {
        switch self {
        case .phone: .notAPhone
        case .postalCode: .notAPostalCode
        case .country: .notACountry
        case .label: .notALabel
        case .digits: .notDigits
        case .name: .notAName
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
}
