import DomainNames

/// What an e-mail address is for us: one `@`, an ASCII local part of dots and atoms, a domain of at least two labels.
enum EmailSyntax {
    /// The canonical spelling, domain in lower case, or `nil` if it is no address.
    ///
    /// The text is normalised already.
    static func canonical(_ text: String) -> String? {
        guard text.utf8.count <= TypedText.lengthMax, let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let local = text.utf8[..<at]
        let domain = text.utf8[text.utf8.index(after: at)...]
        guard isLocalPart(Array(local)), let canonical = DomainSyntax.canonical(String(domain) ?? "", labelsMax: 127)
        else { return nil }
        let address = "\(text[..<at])@\(canonical)"
        return address.utf8.count <= 254 ? address : nil
    }

    /// Whether the text is an address in its canonical spelling.
    static func isCanonical(_ text: String) -> Bool { canonical(text)?.hasSameBytes(as: text) ?? false }

    /// What stands behind the last `@`, in lower case.
    static func domain(of email: String) -> String {
        guard let at = email.utf8.lastIndex(of: UInt8(ascii: "@")) else { return email.lowercased() }
        return email[email.utf8.index(after: at)...].lowercased()
    }

    private static func isLocalPart(_ bytes: [UInt8]) -> Bool {
        guard (1...64).contains(bytes.count), bytes.first != 0x2E, bytes.last != 0x2E else { return false }
        for (index, byte) in bytes.enumerated() {
            let isAtom =
                (0x61...0x7A).contains(byte | 0x20) && byte < 0x80 || (0x30...0x39).contains(byte)
                || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
            guard isAtom || byte == 0x2E && bytes[index - 1] != 0x2E else { return false }
        }
        return true
    }
}

/// Domain names and their labels as they are kept: A-labels, by UTS 46 (`domain.md` 2.1).
enum DomainSyntax {
    /// The name in lower-case A-labels; `nil` if it is none: two to `labelsMax` labels, at most 253 characters.
    static func canonical(_ text: String, labelsMax: Int = 10) -> String? {
        guard text.utf8.count <= TypedText.lengthMax, let ascii = DomainName.ascii(text), ascii.utf8.count <= 253 else {
            return nil
        }
        let labels = ascii.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (2...labelsMax).contains(labels.count), labels.allSatisfy({ isLabel($0) }) else { return nil }
        return ascii
    }

    /// One label in its lower-case A-label; `nil` if it is none.
    static func canonicalLabel(_ text: String) -> String? {
        guard text.utf8.count <= TypedText.lengthMax, let ascii = DomainName.ascii(text), isLabel(Array(ascii.utf8))
        else { return nil }
        return ascii
    }

    /// Whether the text is a name in its canonical spelling.
    static func isCanonical(_ text: String) -> Bool { canonical(text)?.hasSameBytes(as: text) ?? false }

    /// Up to 63 letters, digits and hyphens, no hyphen at either end.
    static func isLabel(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard (1...63).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
