/// A domain name as it is kept and compared (A-labels), and as people read it (Unicode).
///
/// Source: UTS 46, non-transitional, STD3 rules, through ICU.
public enum DomainName {
    /// The name in lower-case A-labels; absent for what UTS 46 refuses.
    ///
    /// A plain name (ASCII, and no label that says it is an A-label) is put in lower case and not looked at further.
    /// - Parameter typed: what a person typed, at most 4,096 bytes.
    public static func ascii(_ typed: String) -> String? {
        if isPlain(typed) { return lowercased(typed) }
        return ICU.domainToASCII(typed)
    }

    /// The name in Unicode; a name that cannot be read stays in A-labels.
    public static func unicode(_ ascii: String) -> String {
        isPlain(ascii) ? ascii : ICU.domainToUnicode(ascii) ?? ascii
    }

    /// The name as pages and mails print it: in Unicode, but in A-labels if its letters mix what no language mixes.
    ///
    /// What is no name in A-labels stays as it is.
    public static func shown(_ ascii: String) -> String {
        guard !isPlain(ascii), ascii.utf8.allSatisfy({ $0 < 0x80 }) else { return ascii }
        return ScriptMixture(of: ascii) <= .highlyRestrictive ? unicode(ascii) : ascii
    }

    /// An address as pages and mails print it: its domain as ``shown(_:)``.
    public static func shownAddress(_ address: String) -> String {
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return address }
        let domain = String(address[address.utf8.index(after: at)...])
        return "\(address[...at])\(shown(domain))"
    }

    /// Whether there is nothing to convert but capital letters.
    static func isPlain(_ name: String) -> Bool {
        var matched = 0
        for byte in name.utf8 {
            switch byte {
            case 0x80...: return false
            case UInt8(ascii: "."):
                if matched == 4 { return false }
                matched = 0
            // four letters of a label at most are compared; a fifth place means that they differed
            case _ where matched < 4: matched = lowercased(byte) == marker[matched] ? matched + 1 : 5
            case _ where matched == 4: return false
            default: break
            }
        }
        return matched != 4
    }

    private static let marker = Array("xn--".utf8)

    private static func lowercased(_ name: String) -> String {
        String(decoding: name.utf8.map(lowercased), as: UTF8.self)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
